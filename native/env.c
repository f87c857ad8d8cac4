/* What belongs to one Node environment, and its end.
 *
 * Node unloads an addon when the last environment that uses it is gone, and
 * a worker's teardown aborts on a handle left in its loop. So: handles are on
 * the heap and closed by an asynchronous cleanup hook, which Node waits for;
 * and the library pins itself (addon.c), because a host may still hold a wake
 * that points at il_turn().
 *
 * process.exit() on the main thread runs no cleanup hooks; the process ends
 * with the host's frames still on the stack, and the kernel takes the rest.
 */
#include <stdlib.h>

#include "il.h"


static void finish_cleanup(il_env_t* env) {
  if (!env->cleaning || env->closing_handles > 0) return;
  napi_remove_async_cleanup_hook(env->cleanup);
  free(env);
}


static void clean(napi_async_cleanup_hook_handle handle, void* arg) {
  (void) handle;
  il_env_t* env = arg;
  env->cleaning = true;
  if (env->guest != NULL) il_guest_close(env->guest);
  if (env->entry != NULL) il_entry_close(env->entry);
  il_descriptors_close(env);
  napi_ref callbacks[] = { env->tick_callback, env->drain, env->on_hop, env->on_foreign, env->on_libraries };
  for (int i = 0; i < 5; i++) {
    if (callbacks[i] != NULL) napi_delete_reference(env->napi, callbacks[i]);
  }
  finish_cleanup(env);
}


il_env_t* il_env_new(napi_env napi) {
  il_env_t* env = calloc(1, sizeof(*env));
  if (env == NULL) return NULL;
  env->napi = napi;
  il_stack_init(&env->stack);
  il_v8_init(&env->v8);
  if (napi_get_uv_event_loop(napi, &env->loop) != napi_ok ||
      napi_set_instance_data(napi, env, NULL, NULL) != napi_ok ||
      napi_add_async_cleanup_hook(napi, clean, env, &env->cleanup) != napi_ok) {
    free(env);
    return NULL;
  }
  return env;
}


il_env_t* il_env_of(napi_env napi) {
  void* data = NULL;
  napi_get_instance_data(napi, &data);
  return data;
}


/* Called through napi_make_callback() without an async context: that makes no
 * async resource that a program could see, and its scope drains again when it
 * closes, so the call is right at every depth. The receiver is the function
 * itself: node:domain asks it for a property "domain", and the global object
 * of a REPL has one. */
void il_env_drain(il_env_t* env) {
  napi_value receiver;
  napi_value function;
  napi_value told;
  napi_get_reference_value(env->napi, env->tick_callback, &receiver);
  napi_get_reference_value(env->napi, env->drain, &function);
  if (napi_make_callback(env->napi, NULL, receiver, function, 0, NULL, NULL) != napi_pending_exception) return;
  napi_get_and_clear_last_exception(env->napi, &told);
}


/* What il_env_drain() calls. A tick that throws leaves its async id on Node's
 * stack, which Node clears when it reports the error and checks when the scope
 * closes, so the report must come first. Throwing again keeps that scope from
 * running the ticks that are left: in Node they wait for the next callback. */
napi_value il_env_drain_callback(napi_env napi, napi_callback_info info) {
  (void) info;
  il_env_t* env = il_env_of(napi);
  napi_value function;
  napi_value undefined;
  napi_get_reference_value(napi, env->tick_callback, &function);
  if (napi_call_function(napi, function, function, 0, NULL, NULL) == napi_ok) return NULL;
  il_env_report(env);
  napi_get_undefined(napi, &undefined);
  napi_throw(napi, undefined);
  return NULL;
}


/* The termination exception of worker.terminate() and the stop flag of its
 * loop are both consumed by a nested uv_run(); a checked call still tells.
 * (napi_coerce_to_bool() is checked and does not enter JavaScript.) */
bool il_env_can_run(il_env_t* env) {
  napi_value value;
  if (napi_get_boolean(env->napi, true, &value) != napi_ok) return false;
  return napi_coerce_to_bool(env->napi, value, &value) == napi_ok;
}


void il_env_report(il_env_t* env) {
  bool pending = false;
  napi_value error;
  if (napi_is_exception_pending(env->napi, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env->napi, &error) != napi_ok) return;
  if (il_env_can_run(env)) napi_fatal_exception(env->napi, error);
}


/* napi_call_function(), not napi_make_callback(): the callback scope must stay
 * at depth 0, or nothing that a nested loop runs below is ever drained. */
void il_env_call(il_env_t* env, napi_ref reference) {
  napi_handle_scope scope;
  napi_value undefined;
  napi_value function;
  napi_open_handle_scope(env->napi, &scope);
  napi_get_undefined(env->napi, &undefined);
  napi_get_reference_value(env->napi, reference, &function);
  napi_call_function(env->napi, undefined, function, 0, NULL, NULL);
  il_env_report(env);
  napi_close_handle_scope(env->napi, scope);
}


static void on_closed(uv_handle_t* handle) {
  il_env_t* env = handle->data;
  free(handle);
  env->closing_handles--;
  finish_cleanup(env);
}


void il_env_close(il_env_t* env, uv_handle_t* handle) {
  env->closing_handles++;
  handle->data = env;
  uv_close(handle, on_closed);
}
