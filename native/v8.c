/* The few things of V8 that Node-API does not offer.
 *
 * Hooks. A callback of the host may start anything (a promise, a tick, a
 * timer, a socket), and libuv tells nobody. Where the host has a hook before
 * it blocks we look there; a host with nothing but a waker has none. V8
 * itself tells: each time native code calls into JavaScript (before), and
 * when the last such call has returned (completed). Both are wanted:
 * "completed" is silent while there is a JavaScript frame below (a host whose
 * run() is JavaScript), and "before" alone misses what a callback does after
 * a nested loop that it opened has ended. Rejected: wrapping setTimeout,
 * nextTick and the rest as Electron does (the list is never complete, and the
 * program can tell).
 *
 * Verbose try-catch. With no JavaScript below, V8 reports an uncaught error
 * where it is thrown, and Node makes it an uncaughtException. With a frame of
 * JavaScript below (a host whose run() is JavaScript, a nested loop that a
 * host callback opened) V8 lets it travel down to that frame instead; thrown
 * in an immediate it aborts Node on its way ("async hook stack has become
 * corrupted"). A verbose v8::TryCatch around the turn restores the first.
 *
 * Termination. That try-catch also swallows the exception that ends a
 * worker, so execution is terminated anew when a turn finds it was.
 *
 * These are C++ members that take an object or nothing, so their symbols can
 * be called from C. They are looked up at run time; Node 20, 22, 24 and 26
 * export all of them under these names, which is how one binary serves all.
 * Without the hooks only what a host callback starts is served late, and only
 * for wakers.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "il.h"

typedef void (*il_v8_callback_t)(void* isolate);

/* V8's callbacks carry no data, so the guest is found by its thread. */
static _Thread_local il_guest_t* current;


static void* symbol(const char* name) {
  return dlsym(RTLD_DEFAULT, name);
}


void il_v8_init(il_v8_t* v8) {
  void* (*get_current)(void) = (void* (*)(void)) symbol("_ZN2v87Isolate10GetCurrentEv");
  v8->isolate = get_current == NULL ? NULL : get_current();
  v8->try_catch = (void (*)(void*, void*)) symbol("_ZN2v88TryCatchC1EPNS_7IsolateE");
  v8->set_verbose = (void (*)(void*, bool)) symbol("_ZN2v88TryCatch10SetVerboseEb");
  v8->end_try_catch = (void (*)(void*)) symbol("_ZN2v88TryCatchD1Ev");
  v8->terminate = (void (*)(void*)) symbol("_ZN2v87Isolate18TerminateExecutionEv");
}


void il_v8_try(const il_v8_t* v8, il_v8_try_t* storage) {
  if (v8->isolate == NULL || v8->try_catch == NULL || v8->set_verbose == NULL || v8->end_try_catch == NULL) return;
  v8->try_catch(storage, v8->isolate);
  v8->set_verbose(storage, true);
}


void il_v8_end_try(const il_v8_t* v8, il_v8_try_t* storage) {
  if (v8->isolate == NULL || v8->try_catch == NULL || v8->set_verbose == NULL || v8->end_try_catch == NULL) return;
  v8->end_try_catch(storage);
}


void il_v8_terminate(const il_v8_t* v8) {
  if (v8->isolate != NULL && v8->terminate != NULL) v8->terminate(v8->isolate);
}


static void before_call(void* isolate) {
  (void) isolate;
  il_guest_t* guest = current;
  if (guest == NULL) return;
  guest->calls++;
  if (!guest->turning) il_guest_touch(guest);
}


static void call_completed(void* isolate) {
  (void) isolate;
  il_guest_t* guest = current;
  if (guest != NULL && !guest->turning) il_guest_touch(guest);
}


static void register_hook(const il_v8_t* v8, const char* name, il_v8_callback_t callback) {
  void (*function)(void*, il_v8_callback_t) = (void (*)(void*, il_v8_callback_t)) symbol(name);
  if (function != NULL && v8->isolate != NULL) function(v8->isolate, callback);
}


void il_v8_install_hooks(const il_v8_t* v8, il_guest_t* guest) {
  current = guest;
  register_hook(v8, "_ZN2v87Isolate28AddBeforeCallEnteredCallbackEPFvPS0_E", before_call);
  register_hook(v8, "_ZN2v87Isolate24AddCallCompletedCallbackEPFvPS0_E", call_completed);
}


void il_v8_remove_hooks(const il_v8_t* v8) {
  current = NULL;
  register_hook(v8, "_ZN2v87Isolate31RemoveBeforeCallEnteredCallbackEPFvPS0_E", before_call);
  register_hook(v8, "_ZN2v87Isolate27RemoveCallCompletedCallbackEPFvPS0_E", call_completed);
}
