/* Frames: a function of JavaScript that is called at a fixed rate.
 *
 * Frames keep to a grid; those that are missed are dropped, not caught up
 * with. A loop that is opened inside a frame has none: a frame is not entered
 * again before it has returned.
 */
#include "il.h"


void il_pace_open(il_pace_t* pace, il_env_t* env, napi_value on_frame) {
  napi_valuetype type;
  napi_typeof(env->napi, on_frame, &type);
  if (type == napi_function) napi_create_reference(env->napi, on_frame, 1, &pace->on_frame);
}


void il_pace_close(il_pace_t* pace, il_env_t* env) {
  if (pace->on_frame != NULL) napi_delete_reference(env->napi, pace->on_frame);
  pace->on_frame = NULL;
}


void il_pace_start(il_pace_t* pace) {
  if (!pace->in_frame) pace->next_at = uv_hrtime() + pace->period_ns;
}


static bool has_frames(const il_pace_t* pace) {
  return pace->on_frame != NULL && !pace->in_frame;
}


int64_t il_pace_shorten(const il_pace_t* pace, int64_t timeout_ns) {
  if (!has_frames(pace)) return timeout_ns;
  uint64_t now = uv_hrtime();
  int64_t left = now >= pace->next_at ? 0 : (int64_t) (pace->next_at - now);
  return timeout_ns < 0 || left < timeout_ns ? left : timeout_ns;
}


void il_pace_run(il_pace_t* pace, il_env_t* env) {
  uint64_t now = uv_hrtime();
  uint64_t due = pace->next_at;
  if (!has_frames(pace) || now < due) return;
  uint64_t missed = (now - due) / pace->period_ns;
  pace->next_at = due + (missed + 1) * pace->period_ns;
  if (!il_env_can_run(env) || !il_stack_is_ours(&env->stack)) return;

  napi_handle_scope scope;
  napi_value undefined;
  napi_value function;
  napi_value args[2];
  napi_open_handle_scope(env->napi, &scope);
  napi_get_undefined(env->napi, &undefined);
  napi_get_reference_value(env->napi, pace->on_frame, &function);
  napi_create_double(env->napi, (double) (now - due) / 1e6, &args[0]);
  napi_create_double(env->napi, (double) missed, &args[1]);
  pace->in_frame = true;
  napi_call_function(env->napi, undefined, function, 2, args, NULL);
  il_env_report(env);
  pace->in_frame = false;
  napi_close_handle_scope(env->napi, scope);
}
