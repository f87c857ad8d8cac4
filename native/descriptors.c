/* Descriptors of programs: a serial device, an inotify, a pipe, an eventfd,
 * anything that a program opened by itself and Node has no way to wait for.
 *
 * All of an environment are in one set (wait.h), and one uv_poll_t waits for
 * the set. Rejected: a uv_poll_t for each descriptor. libuv enters it in the
 * backend when the loop is about to wait, and aborts the process if that
 * fails, so a program that closes a descriptor in the same tick, or before
 * its interest changes, would be killed. And libuv finds a watcher by the
 * descriptor's number: one that was closed without telling us stays in that
 * table, and the next socket of Node that gets the number is never served.
 * The set has neither trouble, it answers at once with the system's error,
 * and leaves O_NONBLOCK alone, which uv_poll_init() sets. The price are two
 * system calls for each batch and one for each event.
 *
 * Who waits for what is known in src/net/; here are only ids. JavaScript is
 * called as Node calls it for its own handles, one call for each event, with
 * the ticks after it. A call may close anything, this set included.
 */
#include <errno.h>
#include <stdlib.h>

#include "il.h"


static void tell(il_env_t* env, const il_ready_t* ready) {
  napi_env napi = env->napi;
  napi_handle_scope scope;
  napi_value function;
  napi_value args[2];
  napi_open_handle_scope(napi, &scope);
  napi_get_reference_value(napi, env->descriptors.on_ready, &function);
  napi_create_int64(napi, ready->id, &args[0]);
  napi_create_int32(napi, ready->state, &args[1]);
  if (napi_make_callback(napi, NULL, function, function, 2, args, NULL) == napi_pending_exception) il_env_report(env);
  napi_close_handle_scope(napi, scope);
}


static void on_ready(uv_poll_t* handle, int status, int events) {
  (void) status, (void) events;
  il_env_t* env = handle->data;
  il_ready_t ready[IL_SET_BATCH];
  int count = il_set_take(env->descriptors.set, ready);
  for (int i = 0; i < count && handle == env->descriptors.handle; i++) tell(env, &ready[i]);
}


static int open_set(il_env_t* env, napi_value function) {
  int set = il_set_open();
  if (set < 0) return errno;
  uv_poll_t* handle = malloc(sizeof(*handle));
  int error = handle == NULL ? UV_ENOMEM : uv_poll_init(env->loop, handle, set);
  if (error != 0) {
    free(handle);
    il_set_close(set);
    return -error;
  }
  handle->data = env;
  uv_poll_start(handle, UV_READABLE, on_ready);
  env->descriptors.handle = handle;
  env->descriptors.set = set;
  napi_create_reference(env->napi, function, 1, &env->descriptors.on_ready);
  return 0;
}


void il_descriptors_close(il_env_t* env) {
  il_descriptors_t* descriptors = &env->descriptors;
  if (descriptors->handle == NULL) return;
  il_env_close(env, (uv_handle_t*) descriptors->handle);
  il_set_close(descriptors->set);
  napi_delete_reference(env->napi, descriptors->on_ready);
  descriptors->handle = NULL;
}


/* descriptorsOpen(onReady): onReady(id, state) is called for each event from
 * now on, and the loop is kept alive. All of these return 0, or an errno. */
static napi_value open_descriptors(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_value result;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_create_int32(napi, open_set(il_env_of(napi), args[0]), &result);
  return result;
}


typedef int (*set_function_t)(int set, int fd, int64_t id, int interest);


static napi_value change(napi_env napi, napi_callback_info info, set_function_t function) {
  size_t count = 3;
  napi_value args[3];
  napi_value result;
  int32_t fd = -1;
  int64_t id = 0;
  int32_t interest = 0;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_int32(napi, args[0], &fd);
  napi_get_value_int64(napi, args[1], &id);
  napi_get_value_int32(napi, args[2], &interest);
  il_descriptors_t* descriptors = &il_env_of(napi)->descriptors;
  int error = descriptors->handle == NULL ? EBADF : function(descriptors->set, fd, id, interest);
  napi_create_int32(napi, error, &result);
  return result;
}


/* descriptorsAdd(fd, id, interest) */
static napi_value add(napi_env napi, napi_callback_info info) {
  return change(napi, info, il_set_add);
}


/* descriptorsArm(fd, id, interest) */
static napi_value arm(napi_env napi, napi_callback_info info) {
  return change(napi, info, il_set_arm);
}


static int remove_from(int set, int fd, int64_t id, int interest) {
  (void) id, (void) interest;
  return il_set_remove(set, fd);
}


/* descriptorsRemove(fd) */
static napi_value remove_descriptor(napi_env napi, napi_callback_info info) {
  return change(napi, info, remove_from);
}


/* descriptorsIsDrained(fd) */
static napi_value is_drained(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_value result;
  int32_t fd = -1;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_int32(napi, args[0], &fd);
  napi_get_boolean(napi, il_set_is_drained(fd), &result);
  return result;
}


/* descriptorsClose() */
static napi_value close_descriptors(napi_env napi, napi_callback_info info) {
  (void) info;
  il_descriptors_close(il_env_of(napi));
  return NULL;
}


void il_descriptors_exports(napi_env napi, napi_value exports) {
  il_export(napi, exports, "descriptorsOpen", open_descriptors);
  il_export(napi, exports, "descriptorsAdd", add);
  il_export(napi, exports, "descriptorsArm", arm);
  il_export(napi, exports, "descriptorsRemove", remove_descriptor);
  il_export(napi, exports, "descriptorsIsDrained", is_drained);
  il_export(napi, exports, "descriptorsClose", close_descriptors);
}
