/* Whether libraries were loaded since it was last asked, for the host that is
 * the one of the toolkit which a program has loaded. A program in ES modules
 * does that when it has been inside a host for a while already: its own
 * modules are read there. Nothing tells of a dlopen(), but the linker counts
 * them; the count is looked at once a turn, which is one short call.
 */
#include "il.h"

#ifdef __linux__
#include <link.h>


static int take_count(struct dl_phdr_info* info, size_t size, void* count) {
  (void) size;
  *(uint64_t*) count = info->dlpi_adds;
  return 1;
}


static uint64_t count_libraries(void) {
  uint64_t count = 0;
  dl_iterate_phdr(take_count, &count);
  return count;
}
#else
static uint64_t count_libraries(void) {
  return 0;
}
#endif


void il_libraries_look(il_env_t* env) {
  if (env->on_libraries == NULL) return;
  uint64_t count = count_libraries();
  bool are_new = count != env->libraries;
  if (!are_new && !env->asks_again) return;
  env->libraries = count;
  env->asks_again = false;
  napi_value undefined;
  napi_value callback;
  napi_value again = NULL;
  napi_value arg;
  napi_get_undefined(env->napi, &undefined);
  napi_get_boolean(env->napi, are_new, &arg);
  napi_get_reference_value(env->napi, env->on_libraries, &callback);
  napi_call_function(env->napi, undefined, callback, 1, &arg, &again);
  il_env_report(env);
  if (again != NULL) napi_get_value_bool(env->napi, again, &env->asks_again);
}


/* onLibraries(callback): called at the end of a turn if there are new ones,
 * and for as long as it returns true after each turn. */
static napi_value on_libraries(napi_env napi, napi_callback_info info) {
  il_env_t* env = il_env_of(napi);
  size_t count = 1;
  napi_value args[1];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_create_reference(napi, args[0], 1, &env->on_libraries);
  env->libraries = count_libraries();
  return NULL;
}


void il_libraries_exports(napi_env napi, napi_value exports) {
  il_export(napi, exports, "onLibraries", on_libraries);
}
