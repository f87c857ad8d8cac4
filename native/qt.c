/* What the Qt host needs beyond calls by address: Qt is C++, but of it only
 * what no compiler of an application could do without, which is what Qt keeps
 * the same within a major version (5 and 6 agree on all of it):
 *
 * - A function in the queue. QMetaObject::invokeMethodImpl() takes a "slot
 *   object": a reference count, and a function that is told to call or to
 *   free it. Templates in Qt's headers compile such objects into every
 *   program that queues a lambda. Ours carries what a waker was given.
 * - qt_metacast(), the second entry of every QObject's table of functions,
 *   by which one learns whether the event dispatcher is the one on GLib.
 * - The constructors of the three applications, which want an object of two
 *   words to fill in, and an argc and argv that live as long as it does.
 *
 * So there is nothing to compile where Qt is installed, and no headers are
 * needed. The addon links to no Qt: addresses come from JavaScript.
 */
#include <stdlib.h>
#include <string.h>

#include "il.h"

#define QT_QUEUED_CONNECTION 2
#define QT_APPLICATION_WORDS 8 /* two, and room */

typedef struct il_slot il_slot_t;

enum { SLOT_FREE, SLOT_CALL };

struct il_slot {
  atomic_int references;
  void (*run)(int what, il_slot_t* slot, void* receiver, void** args, bool* same);
  int (*function)(void*);
  void* arg;
};

typedef bool (*invoke_method_t)(void* receiver, il_slot_t* slot, int connection, void* result);
typedef void (*constructor_t)(void* application, int* argc, char** argv, int version);
typedef void* (*metacast_t)(void* object, const char* class_name);


static void run_slot(int what, il_slot_t* slot, void* receiver, void** args, bool* same) {
  (void) receiver, (void) args, (void) same;
  if (what == SLOT_CALL) slot->function(slot->arg);
  if (what == SLOT_FREE) free(slot);
}


/* Any thread. `application` is where Qt keeps the one that there is. */
static int qt_post(invoke_method_t invoke, void** application, int (*function)(void*), void* arg) {
  il_slot_t* slot = *application == NULL ? NULL : malloc(sizeof(*slot));
  if (slot == NULL) return 0;
  atomic_init(&slot->references, 1);
  slot->run = run_slot;
  slot->function = function;
  slot->arg = arg;
  invoke(*application, slot, QT_QUEUED_CONNECTION, NULL);
  return 0;
}


/* qtNew(constructor, name, version): an application, which lives as long as the process. */
static napi_value qt_new(napi_env napi, napi_callback_info info) {
  struct {
    void* object[QT_APPLICATION_WORDS];
    int argc;
    char* argv[2];
    char name[256];
  }* application = calloc(1, sizeof(*application));
  size_t count = 3;
  napi_value args[3];
  int32_t version;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  if (application == NULL) return il_throw(napi, "ERR_INTERLOOP_NATIVE", "out of memory");
  napi_get_value_string_utf8(napi, args[1], application->name, sizeof(application->name), NULL);
  napi_get_value_int32(napi, args[2], &version);
  application->argc = 1;
  application->argv[0] = application->name;
  ((constructor_t) il_address_of(napi, args[0]))(application, &application->argc, application->argv, version);
  return NULL;
}


/* qtApplication(where Qt keeps the one that there is): its address, or 0. */
static napi_value qt_application(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  return il_address_value(napi, *(void**) il_address_of(napi, args[0]));
}


/* qtIs(object, className) */
static napi_value qt_is(napi_env napi, napi_callback_info info) {
  char class_name[64];
  size_t count = 2;
  napi_value args[2];
  napi_value result;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_string_utf8(napi, args[1], class_name, sizeof(class_name), NULL);
  void* object = il_address_of(napi, args[0]);
  metacast_t metacast = (*(metacast_t**) object)[1];
  napi_get_boolean(napi, metacast(object, class_name) != NULL, &result);
  return result;
}


void il_qt_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "qtPost", (const void*) qt_post);
  il_export(napi, exports, "qtNew", qt_new);
  il_export(napi, exports, "qtApplication", qt_application);
  il_export(napi, exports, "qtIs", qt_is);
}
