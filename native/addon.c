/* The addon: one binary for all Node lines (Node-API 8 and libuv's v1 ABI).
 *
 * What it gives to JavaScript is internal to src/host/native.ts; users never
 * see it. Per-environment data only, so it loads in workers.
 */
#include "il.h"


/* setup(tickCallback, onHop, onForeign) */
static napi_value setup(napi_env napi, napi_callback_info info) {
  il_env_t* env = il_env_of(napi);
  size_t count = 3;
  napi_value args[3];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_value drain;
  napi_create_function(napi, NULL, 0, il_env_drain_callback, NULL, &drain);
  napi_create_reference(napi, drain, 1, &env->drain);
  napi_create_reference(napi, args[0], 1, &env->tick_callback);
  napi_create_reference(napi, args[1], 1, &env->on_hop);
  napi_create_reference(napi, args[2], 1, &env->on_foreign);
  return NULL;
}


/* call(program): makes native calls on this very stack. */
static napi_value call(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  il_program_t program;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  if (!il_program_read(napi, args[0], &program)) {
    return il_throw(napi, "ERR_INTERLOOP_INVALID_ARGUMENT", "not a native call");
  }
  napi_value result = il_call_result(napi, &program, il_program_run(&program));
  il_guest_t* guest = il_env_of(napi)->guest;
  if (guest != NULL && !guest->turning && !guest->says_waits) il_guest_touch(guest);
  return result;
}


NAPI_MODULE_INIT() {
  /* A host may deliver a wake after the last environment is gone. */
  il_stay_loaded((const void*) il_turn);
  il_thread_end_init();
  if (il_env_new(env) == NULL) return il_throw(env, "ERR_INTERLOOP_NATIVE", "cannot set up the environment");
  napi_value supported;
  napi_get_boolean(env, il_wait_supported(), &supported);
  napi_set_named_property(env, exports, "supported", supported);
  il_export(env, exports, "setup", setup);
  il_export(env, exports, "call", call);
  il_entry_exports(env, exports);
  il_guest_exports(env, exports);
  il_queue_exports(env, exports);
  il_frame_exports(env, exports);
  il_glib_exports(env, exports);
  il_qt_exports(env, exports);
  il_libraries_exports(env, exports);
  il_sdl_exports(env, exports);
  il_tk_exports(env, exports);
  il_exec_exports(env, exports);
  il_descriptors_exports(env, exports);
  return exports;
}
