/* Small helpers to talk to JavaScript. Addresses cross as BigInt. */
#include <dlfcn.h>

#include "il.h"


void il_export(napi_env napi, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  napi_create_function(napi, name, NAPI_AUTO_LENGTH, function, NULL, &value);
  napi_set_named_property(napi, exports, name, value);
}


void il_export_address(napi_env napi, napi_value exports, const char* name, const void* address) {
  napi_set_named_property(napi, exports, name, il_address_value(napi, address));
}


napi_value il_address_value(napi_env napi, const void* address) {
  napi_value value;
  napi_create_bigint_uint64(napi, (uint64_t) (uintptr_t) address, &value);
  return value;
}


void* il_address_of(napi_env napi, napi_value value) {
  uint64_t word = 0;
  bool lossless;
  napi_get_value_bigint_uint64(napi, value, &word, &lossless);
  return (void*) (uintptr_t) word;
}


void il_stay_loaded(const void* address) {
  Dl_info library;
  if (dladdr(address, &library) != 0 && library.dli_fname != NULL) dlopen(library.dli_fname, RTLD_NOW | RTLD_NODELETE);
}


napi_value il_own(napi_env napi, napi_callback_info info, napi_finalize finalize) {
  size_t count = 2;
  napi_value args[2];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_add_finalizer(napi, args[0], il_address_of(napi, args[1]), finalize, NULL, NULL);
  return NULL;
}


napi_value il_throw(napi_env napi, const char* code, const char* message) {
  napi_throw_error(napi, code, message);
  return NULL;
}
