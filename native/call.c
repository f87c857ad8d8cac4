/* Native calls as data.
 *
 * A waker must run on a thread that has no JavaScript, and a host's loop must
 * be entered with no JavaScript frame below it. Both are therefore described
 * by an address and its arguments. Every argument is passed as a machine
 * word, which the calling conventions of the 64-bit platforms allow for
 * integers and pointers (not for floating point numbers and structures); an
 * unused argument is harmless.
 */
#include "il.h"

typedef intptr_t (*il_function_t)(intptr_t, intptr_t, intptr_t, intptr_t, intptr_t, intptr_t);


static intptr_t make_call(const il_call_t* call) {
  const intptr_t* a = call->args;
  return ((il_function_t) call->address)(a[0], a[1], a[2], a[3], a[4], a[5]);
}


intptr_t il_program_run(const il_program_t* program) {
  intptr_t first = 0;
  intptr_t result = 0;
  for (int i = 0; i < program->count; i++) {
    il_call_t call = program->calls[i];
    for (int arg = 0; arg < call.argc; arg++) {
      if (call.takes_first & (1 << arg)) call.args[arg] = first;
    }
    result = make_call(&call);
    if (i == 0) first = result;
  }
  return result;
}


bool il_program_read(napi_env env, napi_value value, il_program_t* program) {
  bool is_array = false;
  napi_typedarray_type type;
  size_t length;
  void* data;
  program->count = 0;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return false;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return false;
  if (type != napi_bigint64_array) return false;
  const int64_t* words = data;
  size_t at = 0;
  while (at < length) {
    if (program->count == IL_MAX_CALLS || length - at < 4) return false;
    il_call_t* call = &program->calls[program->count];
    *call = (il_call_t) {
      .address = (intptr_t) words[at],
      .returns = (il_returns_t) words[at + 1],
      .takes_first = (int) words[at + 2],
      .argc = (int) words[at + 3],
    };
    at += 4;
    if (call->address == 0 || call->argc < 0 || call->argc > IL_MAX_ARGS) return false;
    if (length - at < (size_t) call->argc) return false;
    for (int i = 0; i < call->argc; i++) call->args[i] = (intptr_t) words[at + i];
    at += (size_t) call->argc;
    program->count++;
  }
  return true;
}


napi_value il_call_result(napi_env env, const il_program_t* program, intptr_t raw) {
  napi_value value;
  il_returns_t returns = program->count == 0 ? IL_RETURNS_VOID : program->calls[program->count - 1].returns;
  if (returns == IL_RETURNS_INT) {
    napi_create_int32(env, (int32_t) raw, &value);
  } else if (returns == IL_RETURNS_POINTER) {
    value = il_address_value(env, (void*) raw);
  } else {
    napi_get_undefined(env, &value);
  }
  return value;
}
