/* The way into the host's blocking loop, and out of it.
 *
 * A host's loop is never entered from JavaScript's own stack: below a
 * JavaScript callback nested callbacks do not drain (scope depth), below a
 * promise job no promise runs at all, below setImmediate libuv spins, below
 * a libuv async or poll callback other handles of the same batch are held
 * back. A uv_prepare callback has none of this. It comes right after the
 * timers and before libuv's own poll, where it takes the place of that poll.
 *
 * An entry is asked for with two functions. begin() sets up the guest and
 * answers what blocks: a native call, which is made from here with no
 * JavaScript frame below it; or it blocks itself (a host whose run is
 * JavaScript), called with napi_call_function() so that the callback scope
 * stays at depth 0. end(error, result, again) is called when the host has
 * returned; a new entry may be asked for from there.
 *
 * A standing entry is for a whole program: its prepare handle is unreferenced
 * and stays, so that each run of libuv's outer loop happens inside the host
 * for as long as something in the program is alive, and beforeExit, exit and
 * the rest happen outside, where Node itself does them. It makes no promise
 * and no async resource. A host that quits without being asked ends it. Where
 * begin() answers null it waits for the next round: a binding with a loop
 * integration of its own runs libuv from inside of its loop, and expects it
 * back at once.
 */
#include <stdlib.h>

#include "il.h"

struct il_entry {
  il_env_t* env;
  uv_prepare_t* prepare;
  uv_check_t* check;
  napi_ref begin;
  napi_ref end;
  bool standing;
};


void il_entry_close(il_entry_t* entry) {
  il_env_t* env = entry->env;
  uv_prepare_stop(entry->prepare);
  il_env_close(env, (uv_handle_t*) entry->prepare);
  il_env_close(env, (uv_handle_t*) entry->check);
  napi_delete_reference(env->napi, entry->begin);
  napi_delete_reference(env->napi, entry->end);
  if (env->entry == entry) env->entry = NULL;
  free(entry);
}


static napi_value take_error(napi_env napi) {
  napi_value error;
  bool pending = false;
  napi_get_undefined(napi, &error);
  napi_is_exception_pending(napi, &pending);
  if (pending) napi_get_and_clear_last_exception(napi, &error);
  return error;
}


/* False: not now. */
static bool block_in_host(il_entry_t* entry, napi_value* error, napi_value* result) {
  il_env_t* env = entry->env;
  napi_value undefined;
  napi_value begin;
  il_program_t run;
  napi_get_undefined(env->napi, &undefined);
  napi_get_reference_value(env->napi, entry->begin, &begin);
  *result = undefined;
  napi_call_function(env->napi, undefined, begin, 0, NULL, result);
  *error = take_error(env->napi);
  if (env->guest != NULL && il_program_read(env->napi, *result, &run) && run.count > 0) {
    env->guest->entry_is_ours = true;
    /* Ticks and rejections that an error in the program left wait for Node's next callback. */
    if (entry->standing) env->guest->dirty = false;
    *result = il_call_result(env->napi, &run, il_program_run(&run));
  }
  napi_valuetype type = napi_undefined;
  napi_typeof(env->napi, *result, &type);
  return env->guest != NULL || type != napi_null;
}


static void tell_end(il_entry_t* entry, napi_value error, napi_value result, bool again) {
  il_env_t* env = entry->env;
  napi_value end;
  napi_value args[3] = { error, result };
  napi_get_boolean(env->napi, again, &args[2]);
  napi_get_reference_value(env->napi, entry->end, &end);
  napi_make_callback(env->napi, NULL, end, end, 3, args, NULL);
  il_env_report(env);
}


/* When a standing entry leaves because nothing is alive, plain Node would end
 * its loop, but the iteration that the host was entered from goes on with
 * libuv's poll and check, where an unreferenced immediate would still run. A
 * check callback of ours, started last and therefore called first, takes the
 * others out of this round. (Nothing public does the same for what is ready
 * in the poll of that very moment.) */
static void skip(uv_handle_t* handle, void* except) {
  if (handle->type != UV_CHECK || handle == except || !uv_is_active(handle)) return;
  uv_check_cb callback = ((uv_check_t*) handle)->check_cb;
  uv_check_stop((uv_check_t*) handle);
  uv_check_start((uv_check_t*) handle, callback);
}


static void on_check(uv_check_t* check) {
  uv_check_stop(check);
  uv_walk(check->loop, skip, check);
}


static void on_prepare(uv_prepare_t* prepare) {
  il_entry_t* entry = prepare->data;
  il_env_t* env = entry->env;
  napi_handle_scope scope;
  napi_value error;
  napi_value result;
  bool terminated = false;
  bool asked = false;

  uv_prepare_stop(prepare);
  napi_open_handle_scope(env->napi, &scope);
  bool later = !block_in_host(entry, &error, &result);
  if (env->guest != NULL) {
    terminated = env->guest->terminated;
    asked = env->guest->quit_asked;
  }
  terminated = terminated || !il_env_can_run(env);

  if (terminated) {
    if (env->guest != NULL) il_guest_close(env->guest);
    il_entry_close(entry);
    uv_stop(env->loop);
  } else if (later) {
    uv_prepare_start(prepare, on_prepare);
  } else {
    bool again = entry->standing && asked;
    if (again) uv_prepare_start(prepare, on_prepare);
    if (again && env->guest->ran && !il_guest_is_alive(env->guest)) {
      uv_check_start(entry->check, on_check);
      uv_unref((uv_handle_t*) entry->check);
    }
    if (!again) env->entry = NULL;
    tell_end(entry, error, result, again);
    if (!again) il_entry_close(entry);
  }
  napi_close_handle_scope(env->napi, scope);
}


/* enter(begin, end, standing) */
static napi_value enter(napi_env napi, napi_callback_info info) {
  il_env_t* env = il_env_of(napi);
  size_t count = 3;
  napi_value args[3];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_entry_t* entry = calloc(1, sizeof(*entry));
  uv_prepare_t* prepare = malloc(sizeof(*prepare));
  uv_check_t* check = malloc(sizeof(*check));
  if (entry == NULL || prepare == NULL || check == NULL) {
    free(entry);
    free(prepare);
    free(check);
    return il_throw(napi, "ERR_INTERLOOP_NATIVE", "out of memory");
  }
  entry->env = env;
  entry->prepare = prepare;
  entry->check = check;
  uv_prepare_init(env->loop, prepare);
  uv_check_init(env->loop, check);
  prepare->data = entry;
  napi_create_reference(napi, args[0], 1, &entry->begin);
  napi_create_reference(napi, args[1], 1, &entry->end);
  napi_get_value_bool(napi, args[2], &entry->standing);
  uv_prepare_start(prepare, on_prepare);
  if (entry->standing) uv_unref((uv_handle_t*) prepare);
  env->entry = entry;
  return NULL;
}


void il_entry_exports(napi_env napi, napi_value exports) {
  il_export(napi, exports, "enter", enter);
}
