/* A guest: one stay of Node inside a host, and its turns.
 *
 * A turn runs libuv without blocking, for as long as there is something to do
 * and the budget lasts, drains what callbacks left behind, and works out on
 * this thread when the next turn is due. It is never re-entered: a host loop
 * that is opened inside a turn gets no turns (hops exist for that, see below).
 *
 * While hosted, one referenced handle keeps libuv from taking the loop for
 * dead, for which it would answer timeout 0 and run nothing (a spin). Whether
 * Node would end by itself is therefore asked with that handle unreferenced.
 *
 * Wakes. At most one is outstanding, from the moment the host is asked until
 * the turn it led to has ended; what becomes ready during a turn is seen by
 * the turn itself or by the arming at its end, because libuv's backend is
 * level triggered. A wake holds a reference, since a host that has quit may
 * deliver it much later, or never.
 *
 * Hops. A function given to modal() must run at the host's own level, not
 * inside a turn, so that a loop it opens finds no turn below itself. It is
 * posted to the host like a wake but leads to il_hop(). From then until it
 * returns it is something alive.
 *
 * A guest that is not alive and whose turns find its backend ready again and
 * again without running any JavaScript has an unreferenced handle that nobody
 * serves. Plain Node would have ended; we look away from the backend for a
 * growing time instead of spinning.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "il.h"

#define FRUITLESS_TURNS 64
#define LONGEST_MASK_MS 256
#define FOREIGN_RETRY_MS 50


/* JavaScript cannot run here, and the call that brought us here may never
 * return, so the error is written down at once; JavaScript is told when a
 * turn is possible again (tell_foreign) or when the entry ends. */
bool il_guest_can_turn(il_guest_t* guest) {
  if (guest->env == NULL || guest->turning) return false;
  if (il_stack_is_ours(&guest->env->stack)) return true;
  if (guest->foreign) return false;
  guest->foreign = true;
  fputs("interloop: [ERR_INTERLOOP_FOREIGN_STACK] the host's loop was entered by an FFI call that runs on a stack "
        "of its own, where JavaScript cannot run; Node stands still until that call returns. Enter the loop by "
        "address: native(address, ...) as the run of a host, call(native(address, ...)) for a nested loop\n", stderr);
  /* Entered so in the first place, the loop would block for ever. */
  if (!guest->entry_is_ours && guest->quit.count > 0) il_guest_quit(guest);
  if (!guest->entry_is_ours && guest->quit.count == 0) _exit(1);
  return false;
}


static void tell_foreign(il_guest_t* guest) {
  if (!guest->foreign) return;
  guest->foreign = false;
  il_env_call(guest->env, guest->env->on_foreign);
}


static void on_keep_alive(uv_async_t* handle) {
  (void) handle;
}


static void release(il_guest_t* guest) {
  if (atomic_fetch_sub(&guest->references, 1) == 1) free(guest);
}


il_guest_t* il_guest_open(il_env_t* env, bool with_poller, int* error) {
  il_guest_t* guest = calloc(1, sizeof(*guest));
  uv_async_t* keep_alive = malloc(sizeof(*keep_alive));
  *error = ENOMEM;
  if (guest == NULL || keep_alive == NULL || uv_async_init(env->loop, keep_alive, on_keep_alive) != 0) {
    free(guest);
    free(keep_alive);
    return NULL;
  }
  atomic_init(&guest->references, 1);
  guest->env = env;
  guest->loop = env->loop;
  guest->backend_fd = uv_backend_fd(env->loop);
  guest->keep_alive = keep_alive;
  guest->referenced = true;
  guest->dirty = true;
  guest->wait_ended_at = guest->chance_at = uv_hrtime();
  il_v8_install_hooks(&env->v8, guest);
  env->guest = guest;
  if (with_poller) {
    guest->poller = il_poller_start(guest->backend_fd, il_guest_wake, guest, error);
    if (guest->poller == NULL) {
      il_guest_close(guest);
      return NULL;
    }
  }
  return guest;
}


void il_guest_close(il_guest_t* guest) {
  il_env_t* env = guest->env;
  il_v8_remove_hooks(&env->v8);
  if (guest->poller != NULL) il_poller_stop(guest->poller);
  guest->poller = NULL;
  il_program_run(&guest->detach);
  il_env_close(env, (uv_handle_t*) guest->keep_alive);
  if (guest->quit_function != NULL) napi_delete_reference(env->napi, guest->quit_function);
  env->guest = NULL;
  guest->env = NULL;
  release(guest);
}


void il_guest_wake(void* arg) {
  il_guest_t* guest = arg;
  if (atomic_exchange(&guest->wake_outstanding, 1) != 0) return;
  atomic_fetch_add(&guest->references, 1);
  atomic_fetch_add(&guest->wakes, 1);
  atomic_store(&guest->woken_at, uv_hrtime());
  il_program_run(&guest->wake);
}


void il_guest_touch(il_guest_t* guest) {
  if (guest->dirty) return;
  guest->dirty = true;
  if (guest->poller != NULL) il_guest_wake(guest);
}


void il_guest_quit(il_guest_t* guest) {
  guest->quit_asked = true;
  if (guest->quit.count > 0) {
    il_program_run(&guest->quit);
  } else if (guest->quit_function != NULL && il_env_can_run(guest->env)) {
    il_env_call(guest->env, guest->quit_function);
  }
}


bool il_guest_is_alive(il_guest_t* guest) {
  if (guest->hops > 0) return true;
  uv_unref((uv_handle_t*) guest->keep_alive);
  bool alive = uv_loop_alive(guest->loop) != 0;
  uv_ref((uv_handle_t*) guest->keep_alive);
  return alive;
}


bool il_guest_is_over(il_guest_t* guest) {
  return !guest->referenced && !il_guest_is_alive(guest);
}


static bool should_leave(il_guest_t* guest) {
  return guest->terminated || il_guest_is_over(guest);
}


static void run_libuv_once(il_guest_t* guest) {
  const il_v8_t* v8 = &guest->env->v8;
  il_v8_try_t storage;
  il_v8_try(v8, &storage);
  uv_run(guest->loop, UV_RUN_NOWAIT);
  guest->ran = true;
  il_v8_end_try(v8, &storage);
  guest->terminated = !il_env_can_run(guest->env);
  if (guest->terminated) il_v8_terminate(v8);
}


static void run_libuv(il_guest_t* guest, uint64_t began) {
  for (;;) {
    uint64_t calls = guest->calls;
    run_libuv_once(guest);
    if (should_leave(guest) || uv_hrtime() - began >= guest->budget_ns) return;
    if (uv_backend_timeout(guest->loop) == 0) continue;
    /* A wake through another thread costs far more than looking once again,
     * which is worth it after JavaScript ran: it may have an answer by now. */
    if (guest->poller == NULL || guest->calls == calls || !il_wait_is_ready(guest->backend_fd)) return;
  }
}


static void note_fruit(il_guest_t* guest, bool empty, uint64_t now) {
  if (!empty || il_guest_is_alive(guest)) {
    guest->fruitless = 0;
    guest->masked_until = 0;
  } else if (++guest->fruitless > FRUITLESS_TURNS) {
    int doublings = guest->fruitless - FRUITLESS_TURNS;
    uint64_t ms = doublings > 8 ? LONGEST_MASK_MS : 1ull << doublings;
    guest->masked_until = now + ms * IL_NS_PER_MS;
  }
}


void il_guest_turn(il_guest_t* guest) {
  if (!il_guest_can_turn(guest)) return;
  napi_handle_scope scope;
  uint64_t began = uv_hrtime();
  uint64_t calls = guest->calls;
  guest->turning = true;
  guest->entry_is_ours = true;
  napi_open_handle_scope(guest->env->napi, &scope);
  if (guest->dirty) {
    guest->dirty = false;
    calls++; /* the drain's own call */
    il_env_drain(guest->env);
  }
  tell_foreign(guest);
  if (!should_leave(guest)) run_libuv(guest, began);
  if (!should_leave(guest)) il_libraries_look(guest->env);
  if (should_leave(guest) && !guest->quit_asked) il_guest_quit(guest);
  napi_close_handle_scope(guest->env->napi, scope);
  guest->turning = false;

  uint64_t now = uv_hrtime();
  bool empty = guest->calls <= calls;
  il_statistics_turn(&guest->statistics, now - began, empty);
  note_fruit(guest, empty, now);
  guest->turn_ns_since_wait += now - began;
  guest->chance_at = now;
  for (; guest->missed_hops > 0; guest->missed_hops--) il_guest_post_hop(guest);
}


static void note_host_block(il_guest_t* guest) {
  uint64_t woken_at = atomic_load(&guest->woken_at);
  uint64_t now = uv_hrtime();
  il_statistics_host(&guest->statistics, now - woken_at);
  if (guest->wait_began_at != 0 && woken_at > guest->wait_began_at) {
    il_idle_book(guest->loop, woken_at - guest->wait_began_at);
  }
  guest->wait_began_at = 0;
}


/* The wake that led here ends: from now on another one may be asked for. */
static void wake_has_returned(il_guest_t* guest) {
  if (atomic_exchange(&guest->wake_outstanding, 0) == 1) release(guest);
}


void il_guest_arm(il_guest_t* guest) {
  bool watch_fd;
  int timeout = il_watch_due(guest, &watch_fd);
  if (timeout == 0) {
    il_guest_wake(guest);
  } else {
    guest->wait_began_at = uv_hrtime();
    il_poller_arm(guest->poller, timeout, watch_fd);
  }
}


/* Nobody calls into such a loop, so V8's hooks are silent about it. Asking for
 * a turn each time would never let it sleep; draining on the spot and arming
 * the poller anew tells whether there is anything to do. */
void il_guest_before_wait(il_guest_t* guest) {
  if (!il_guest_can_turn(guest)) return;
  guest->says_waits = true;
  guest->turning = true;
  guest->dirty = false;
  il_env_drain(guest->env);
  guest->turning = false;
  if (guest->poller != NULL) il_guest_arm(guest);
}


int il_turn(void* arg) {
  il_guest_t* guest = arg;
  if (guest->env == NULL) {
    wake_has_returned(guest);
  } else if (il_guest_can_turn(guest)) {
    note_host_block(guest);
    il_guest_turn(guest);
    wake_has_returned(guest);
    if (guest->poller != NULL) il_guest_arm(guest);
  } else if (guest->foreign) {
    wake_has_returned(guest);
    if (guest->poller != NULL) il_poller_arm(guest->poller, FOREIGN_RETRY_MS, false);
  }
  return 0;
}


void il_guest_post_hop(il_guest_t* guest) {
  atomic_fetch_add(&guest->references, 1);
  il_program_run(&guest->post_hop);
}


int il_hop(void* arg) {
  il_guest_t* guest = arg;
  il_env_t* env = guest->env;
  if (env != NULL && !il_guest_can_turn(guest)) {
    guest->missed_hops++;
  } else if (env != NULL) {
    guest->statistics.hops++;
    il_env_call(env, env->on_hop);
    guest->hops--;
  }
  release(guest);
  return 0;
}
