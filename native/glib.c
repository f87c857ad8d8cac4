/* The watch form on GLib: two event sources.
 *
 * "turns" watches libuv's backend and asks for a turn when one is due. Its
 * priority is a setting; the default is below painting (GDK redraws at 120).
 * GLib never looks at a source while one of a higher priority is ready, so a
 * flood of host events would stop Node for ever. Hence "guard": a source
 * above all others that is asked in each iteration, whatever else is ready,
 * and takes a turn when Node was kept waiting longer than its patience.
 *
 * In a loop that is opened inside a turn, "turns" is asked again: it watches
 * nothing then and is never due, so the turn is not re-entered and nothing
 * spins. GLib's own way to that end (a source that cannot recurse) was
 * measured to cost four system calls and an iteration for each turn, since
 * GLib takes the descriptor out of the poll around each dispatch and wakes
 * itself for it. "guard", which watches nothing, takes that way.
 *
 * GLib is not linked and its headers are not needed: src/hosts/glib.ts makes
 * the sources with symbols found at run time. What is laid down here is the
 * part of GLib's public ABI that C must fill in.
 */
#include <stddef.h>

#include "il.h"

#define G_IO_IN 1

typedef struct {
  int fd;
  unsigned short events;
  unsigned short revents;
} g_poll_fd_t;

typedef struct {
  void* header[12]; /* struct _GSource: 96 bytes on every 64-bit platform */
  il_guest_t* guest;
  g_poll_fd_t poll_fd;
} il_source_t;

typedef struct {
  int (*prepare)(il_source_t* source, int* timeout);
  int (*check)(il_source_t* source);
  int (*dispatch)(il_source_t* source, void* callback, void* data);
  void (*finalize)(il_source_t* source);
  void* closure[2];
} g_source_funcs_t;


static int turns_prepare(il_source_t* source, int* timeout) {
  bool watch_fd;
  *timeout = il_watch_before_wait(source->guest, &watch_fd);
  source->poll_fd.events = watch_fd ? G_IO_IN : 0;
  return *timeout == 0;
}


static int turns_check(il_source_t* source) {
  return il_watch_is_due(source->guest) || source->poll_fd.revents != 0;
}


static int guard_prepare(il_source_t* source, int* timeout) {
  *timeout = -1;
  return il_watch_is_starved(source->guest);
}


static int guard_check(il_source_t* source) {
  il_watch_after_wait(source->guest);
  return 0;
}


static int dispatch(il_source_t* source, void* callback, void* data) {
  (void) callback, (void) data;
  il_guest_turn(source->guest);
  return 1;
}


static g_source_funcs_t turns = { turns_prepare, turns_check, dispatch, NULL, { NULL, NULL } };
static g_source_funcs_t guard = { guard_prepare, guard_check, dispatch, NULL, { NULL, NULL } };


/* glibBind(source, guest): the address of its GPollFD. */
static napi_value glib_bind(napi_env napi, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_source_t* source = il_address_of(napi, args[0]);
  source->guest = il_address_of(napi, args[1]);
  source->poll_fd = (g_poll_fd_t) { .fd = source->guest->backend_fd };
  return il_address_value(napi, &source->poll_fd);
}


void il_glib_exports(napi_env napi, napi_value exports) {
  napi_value size;
  napi_create_uint32(napi, sizeof(il_source_t), &size);
  napi_set_named_property(napi, exports, "glibSourceSize", size);
  il_export_address(napi, exports, "glibTurns", &turns);
  il_export_address(napi, exports, "glibGuard", &guard);
  il_export(napi, exports, "glibBind", glib_bind);
}
