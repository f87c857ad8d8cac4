/* Node as far as making a host needs it: the addon's functions are called by
 * name, with arguments that are in `args`.
 */
#ifndef STRESS_NODE_H
#define STRESS_NODE_H

#include <string.h>

#include "stress.h"

/* What is given to the addon's functions as a napi_value. */
typedef struct {
  void* pointer;
  double number;
} value_t;

static struct {
  const char* name;
  const void* function;
} exported[32];

static value_t args[3];
static napi_finalize finalize_host; /* what the host gave to il_own() */


static const void* find(const char* name) {
  for (int i = 0; exported[i].name != NULL; i++) {
    if (strcmp(exported[i].name, name) == 0) return exported[i].function;
  }
  CHECK(false, "no export %s", name);
  return NULL;
}

void il_export_address(napi_env napi, napi_value exports, const char* name, const void* address) {
  (void) napi, (void) exports;
  static int count;
  exported[count].name = name;
  exported[count++].function = address;
}

void il_export(napi_env napi, napi_value exports, const char* name, napi_callback function) {
  il_export_address(napi, exports, name, (const void*) function);
}

napi_status napi_get_cb_info(
    napi_env napi, napi_callback_info info, size_t* count, napi_value* into, napi_value* receiver, void** data) {
  (void) napi, (void) info, (void) receiver, (void) data;
  for (size_t i = 0; i < *count; i++) into[i] = (napi_value) &args[i];
  return napi_ok;
}

napi_status napi_get_typedarray_info(napi_env napi, napi_value value, napi_typedarray_type* type, size_t* length,
                                     void** data, napi_value* buffer, size_t* offset) {
  (void) napi, (void) type, (void) length, (void) buffer, (void) offset;
  *data = ((value_t*) value)->pointer;
  return napi_ok;
}

napi_status napi_get_value_double(napi_env napi, napi_value value, double* number) {
  (void) napi;
  *number = ((value_t*) value)->number;
  return napi_ok;
}

napi_status napi_get_value_uint32(napi_env napi, napi_value value, uint32_t* number) {
  (void) napi;
  *number = (uint32_t) ((value_t*) value)->number;
  return napi_ok;
}

napi_status napi_typeof(napi_env napi, napi_value value, napi_valuetype* type) {
  (void) napi, (void) value;
  *type = napi_undefined;
  return napi_ok;
}

napi_status napi_get_boolean(napi_env napi, bool value, napi_value* result) {
  (void) napi;
  *result = (napi_value) value;
  return napi_ok;
}

napi_value il_address_value(napi_env napi, const void* address) { (void) napi; return (napi_value) address; }
void* il_address_of(napi_env napi, napi_value value) { (void) napi; return ((value_t*) value)->pointer; }
void il_stay_loaded(const void* address) { (void) address; }
bool il_at_thread_end(void (*function)(void)) { (void) function; return false; }

il_env_t* il_env_of(napi_env napi) {
  static il_env_t env;
  (void) napi;
  return &env;
}

napi_value il_own(napi_env napi, napi_callback_info info, napi_finalize finalize) {
  (void) napi, (void) info;
  finalize_host = finalize;
  return NULL;
}


/* What the addon's function answers to `args`. */
static void* call(const char* name) {
  return ((napi_callback) find(name))(NULL, NULL);
}

#endif
