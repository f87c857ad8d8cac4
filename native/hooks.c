/* Learns that a host callback has run JavaScript.
 *
 * A callback of the host may start anything (a promise, a tick, a timer, a
 * socket), and libuv tells nobody. Where the host has a hook before it blocks
 * we look there; a host with nothing but a waker has none. V8 itself tells:
 * each time native code calls into JavaScript (before), and when the last
 * such call has returned (completed). Both are wanted: "completed" is silent
 * while there is a JavaScript frame below (a host whose run() is JavaScript),
 * and "before" alone misses what a callback does after a nested loop it
 * opened has ended.
 *
 * The three functions are C++ members that take no object or a plain one, so
 * their symbols can be called from C; one binary serves Node 20, 22, 24 and
 * 26 because all export them under these names. They are looked up at run
 * time: without them only this guarantee is lost, and only for wakers.
 *
 * Rejected: wrapping setTimeout, nextTick and the rest as Electron does (the
 * list is never complete, and the program can tell).
 */
#include <dlfcn.h>
#include <stddef.h>

#include "il.h"

typedef void (*il_v8_callback_t)(void* isolate);
typedef void (*il_v8_register_t)(void* isolate, il_v8_callback_t callback);

/* V8's callbacks carry no data, so the guest is found by its thread. */
static _Thread_local il_guest_t* current;


static void* isolate_of_this_thread(void) {
  void* (*get_current)(void) = (void* (*)(void)) dlsym(RTLD_DEFAULT, "_ZN2v87Isolate10GetCurrentEv");
  return get_current == NULL ? NULL : get_current();
}


static void mark(il_guest_t* guest) {
  if (guest->dirty) return;
  guest->dirty = true;
  if (guest->poller != NULL) il_guest_wake(guest);
}


static void before_call(void* isolate) {
  (void) isolate;
  il_guest_t* guest = current;
  if (guest == NULL) return;
  guest->calls++;
  if (!guest->turning) mark(guest);
}


static void call_completed(void* isolate) {
  (void) isolate;
  il_guest_t* guest = current;
  if (guest != NULL && !guest->turning) mark(guest);
}


static bool call_v8(const char* name, il_v8_callback_t callback) {
  il_v8_register_t function = (il_v8_register_t) dlsym(RTLD_DEFAULT, name);
  void* isolate = isolate_of_this_thread();
  if (function == NULL || isolate == NULL) return false;
  function(isolate, callback);
  return true;
}


bool il_hooks_install(il_guest_t* guest) {
  current = guest;
  bool before = call_v8("_ZN2v87Isolate28AddBeforeCallEnteredCallbackEPFvPS0_E", before_call);
  bool completed = call_v8("_ZN2v87Isolate24AddCallCompletedCallbackEPFvPS0_E", call_completed);
  return before && completed;
}


void il_hooks_remove(void) {
  current = NULL;
  call_v8("_ZN2v87Isolate31RemoveBeforeCallEnteredCallbackEPFvPS0_E", before_call);
  call_v8("_ZN2v87Isolate27RemoveCallCompletedCallbackEPFvPS0_E", call_completed);
}
