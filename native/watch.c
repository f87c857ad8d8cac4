/* The watch form: a host that can watch an fd and tells when it is about to
 * block needs no thread. Also what the poller is armed with, since the
 * question is the same: how long may the host sleep?
 *
 * Nothing here runs JavaScript, because a host's "before wait" hook is no
 * place for it (a nested loop opened there would re-enter the host's hook).
 * Ticks and promises left by a host callback therefore make a turn due at
 * once instead of being drained on the spot.
 */
#include "il.h"


/* A host callback that opened a nested loop may go on running JavaScript
 * after that loop has ended, with JavaScript frames below it that keep V8
 * from telling (v8.c). But then the host waits next at a shallower depth
 * of the stack than it did last. */
static void note_level(il_guest_t* guest) {
  uintptr_t here = il_stack_pointer();
  if (here > guest->level && guest->level != 0) guest->dirty = true;
  guest->level = here;
}


static void note_host_block(il_guest_t* guest, uint64_t now) {
  if (guest->wait_ended_at == 0) return;
  il_statistics_host(&guest->statistics, now - guest->wait_ended_at - guest->turn_ns_since_wait);
  guest->wait_ended_at = 0;
  guest->turn_ns_since_wait = 0;
}


int il_watch_due(il_guest_t* guest, bool* watch_fd) {
  *watch_fd = false;
  if (!il_guest_can_turn(guest)) return -1;
  if (guest->dirty) return 0;
  /* A host that was told to quit may still be in a loop that its own callback
   * has opened: nothing is due until JavaScript is called again. */
  if (il_guest_is_over(guest)) return guest->quit_asked ? -1 : 0;
  uv_update_time(guest->loop);
  int timeout = uv_backend_timeout(guest->loop);
  uint64_t now = uv_hrtime();
  if (guest->masked_until > now) {
    int masked = (int) ((guest->masked_until - now) / IL_NS_PER_MS) + 1;
    return timeout < 0 || timeout > masked ? masked : timeout;
  }
  *watch_fd = true;
  return timeout;
}


int il_watch_before_wait(il_guest_t* guest, bool* watch_fd) {
  if (guest->turning) return il_watch_due(guest, watch_fd);
  uint64_t now = uv_hrtime();
  note_level(guest);
  note_host_block(guest, now);
  guest->wait_began_at = guest->chance_at = now;
  int due = il_watch_due(guest, watch_fd);
  if (*watch_fd || due == 0) guest->entry_is_ours = true;
  return due;
}


void il_watch_after_wait(il_guest_t* guest) {
  if (guest->turning) return;
  uint64_t now = uv_hrtime();
  if (guest->wait_ended_at == 0) {
    guest->wait_ended_at = now;
    guest->turn_ns_since_wait = 0;
  }
  if (guest->wait_began_at != 0) {
    guest->chance_at += now - guest->wait_began_at;
    il_idle_book(guest->loop, now - guest->wait_began_at);
  }
  guest->wait_began_at = 0;
}


bool il_watch_is_due(il_guest_t* guest) {
  bool watch_fd;
  guest->chance_at = uv_hrtime();
  return il_watch_due(guest, &watch_fd) == 0;
}


bool il_watch_is_starved(il_guest_t* guest) {
  uint64_t now = uv_hrtime();
  if (now - guest->chance_at < guest->patience_ns || !il_guest_can_turn(guest)) return false;
  guest->chance_at = now;
  bool watch_fd;
  return il_watch_due(guest, &watch_fd) == 0 || (watch_fd && il_wait_is_ready(guest->backend_fd));
}
