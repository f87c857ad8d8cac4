/* The watch form on Tcl's notifier, which Tk runs on.
 *
 * An event source is asked before and after each wait: before it, how long
 * Tcl may sleep and whether it is to watch libuv's backend (a file handler);
 * after it, whether a turn is due, which is then queued as an event of Tcl's.
 *
 * Painting. Tk redraws when idle, which means when a wait has found nothing at
 * all, so a flood of turns would stop it. When Tk has not been idle for a
 * while, a turn is followed by a debt: no turn is taken, and the backend is
 * not watched, before a function that was left with Tk's own idle ones ran.
 *
 * Fairness the other way. Tcl does not ask its sources while events are
 * queued, so the queue of functions (modal()) looks after a starving guest by
 * itself, and a debt is forgiven when the guest has waited for too long.
 *
 * Polling. The command "update" goes through all that is there until there is
 * nothing. It is no wait, and under a flood of turns it would never return:
 * such a round has turns only for a guest that is starving.
 *
 * Tcl is not linked and its headers are not needed: src/hosts/tk.ts finds the
 * symbols at run time. Of its ABI this relies on two structures, Tcl_Event
 * (the function, the next one) and Tcl_Time (two longs), and on the values
 * below. Events are allocated by Tcl, which frees them.
 */
#include <stdlib.h>
#include <string.h>

#include "il.h"

#define TCL_DONT_WAIT (1 << 1)
#define TCL_FILE_EVENTS (1 << 3)
#define TCL_TIMER_EVENTS (1 << 4)
#define TCL_ALL_EVENTS (~TCL_DONT_WAIT)
#define TCL_QUEUE_TAIL 0
#define TCL_READABLE (1 << 1)
#define WITHOUT_PAINTING_NS (2 * IL_NS_PER_MS)
#define BLOCKED_NS (IL_NS_PER_MS / 2)

typedef struct {
  long seconds;
  long microseconds;
} tcl_time_t;

typedef struct tcl_event {
  int (*proc)(struct tcl_event* event, int flags);
  struct tcl_event* next;
  struct il_tk* tk;
} tcl_event_t;

/* In the order of src/hosts/tk.ts. */
typedef struct {
  void (*find_executable)(const char* argv0);
  void* (*current_thread)(void);
  void (*create_source)(void (*setup)(void*, int), void (*check)(void*, int), void* arg);
  void (*delete_source)(void (*setup)(void*, int), void (*check)(void*, int), void* arg);
  void (*create_file_handler)(int fd, int mask, void (*proc)(void*, int), void* arg);
  void (*delete_file_handler)(int fd);
  void (*set_max_block_time)(const tcl_time_t* time);
  void* (*alloc)(size_t size);
  void (*thread_queue_event)(void* thread, tcl_event_t* event, int position);
  void (*thread_alert)(void* thread);
  void (*delete_events)(int (*matches)(tcl_event_t*, void*), void* arg);
  void (*do_when_idle)(void (*proc)(void*), void* arg);
  void (*cancel_idle_call)(void (*proc)(void*), void* arg);
  int (*do_one_event)(int flags);
  void (*finalize_thread)(void);
  void (*create_thread_exit_handler)(void (*proc)(void*), void* arg);
  int (*main_windows)(void);
} tcl_symbols_t;

typedef struct il_tk {
  tcl_symbols_t tcl;
  void* thread;
  il_queue_t* queue;
  il_guest_t* guest;  /* NULL: nobody lives here */
  atomic_int look_outstanding;
  bool watches;       /* the backend, by a file handler */
  bool turn_due;
  bool owes_idle;
  uint64_t wait_began_at;
  uint64_t idle_at;   /* when Tk was last idle */
  bool quit;
} il_tk_t;


static void on_idle(void* arg) {
  il_tk_t* tk = arg;
  tk->owes_idle = false;
  tk->idle_at = uv_hrtime();
}


static void forgive(il_tk_t* tk) {
  if (!tk->owes_idle) return;
  tk->tcl.cancel_idle_call(on_idle, tk);
  on_idle(tk);
}


static void take_turn(il_tk_t* tk) {
  tk->turn_due = false;
  il_guest_turn(tk->guest);
  if (tk->owes_idle || uv_hrtime() - tk->idle_at < WITHOUT_PAINTING_NS) return;
  tk->owes_idle = true;
  tk->tcl.do_when_idle(on_idle, tk);
}


/* What is there now, not what that adds. */
static void run_queue(il_tk_t* tk) {
  for (int left = il_queue_length(tk->queue); left > 0; left--) {
    il_queue_run(tk->queue, 1);
    if (tk->guest != NULL && il_watch_is_starved(tk->guest)) take_turn(tk);
  }
}


static int on_look(tcl_event_t* event, int flags) {
  if ((flags & TCL_FILE_EVENTS) == 0) return 0;
  il_tk_t* tk = event->tk;
  atomic_store(&tk->look_outstanding, 0);
  run_queue(tk);
  if (tk->turn_due && tk->guest != NULL) take_turn(tk);
  return 1;
}


/* Any thread. */
static void look(il_tk_t* tk) {
  if (atomic_exchange(&tk->look_outstanding, 1) != 0) return;
  tcl_event_t* event = tk->tcl.alloc(sizeof(*event));
  event->proc = on_look;
  event->tk = tk;
  tk->tcl.thread_queue_event(tk->thread, event, TCL_QUEUE_TAIL);
}


static int tk_post(il_tk_t* tk, int (*function)(void*), void* arg) {
  il_queue_post(tk->queue, function, arg);
  look(tk);
  tk->tcl.thread_alert(tk->thread);
  return 0;
}


static void on_readable(void* arg, int mask) {
  (void) mask;
  take_turn(arg);
}


static void watch(il_tk_t* tk, bool on) {
  if (tk->watches == on) return;
  tk->watches = on;
  if (on) {
    tk->tcl.create_file_handler(tk->guest->backend_fd, TCL_READABLE, on_readable, tk);
  } else {
    tk->tcl.delete_file_handler(tk->guest->backend_fd);
  }
}


/* Tcl is about to wait. */
static void setup(void* arg, int flags) {
  il_tk_t* tk = arg;
  bool watch_fd;
  if ((flags & TCL_FILE_EVENTS) == 0) return;
  if (tk->owes_idle && il_watch_is_starved(tk->guest)) forgive(tk);
  if ((flags & TCL_DONT_WAIT) != 0 || tk->owes_idle) {
    watch(tk, false);
    return;
  }
  int due = il_watch_before_wait(tk->guest, &watch_fd);
  tk->wait_began_at = uv_hrtime();
  if (due != 0) watch(tk, watch_fd);
  if (due < 0) return;
  tcl_time_t time = { due / 1000, (due % 1000) * 1000 };
  tk->tcl.set_max_block_time(&time);
}


/* Tcl has waited. It sleeps only if nothing wants to be done when idle. */
static void check(void* arg, int flags) {
  il_tk_t* tk = arg;
  if ((flags & TCL_FILE_EVENTS) == 0 || tk->owes_idle) return;
  if ((flags & TCL_DONT_WAIT) != 0) {
    tk->turn_due = il_watch_is_starved(tk->guest);
  } else {
    if (uv_hrtime() - tk->wait_began_at > BLOCKED_NS) tk->idle_at = uv_hrtime();
    il_watch_after_wait(tk->guest);
    tk->turn_due = il_watch_is_due(tk->guest);
  }
  if (tk->turn_due) look(tk);
}


/* The host's run(): until quit() was called at this level, or the last window is gone. */
static int tk_run(il_tk_t* tk) {
  bool had_window = false;
  tk->quit = false;
  /* Tcl starts its thread, which it keeps, before anything of ours is called. */
  tk->tcl.do_one_event(TCL_TIMER_EVENTS | TCL_DONT_WAIT);
  while (!tk->quit) {
    bool has_window = tk->tcl.main_windows() > 0;
    if (had_window && !has_window) break;
    had_window = has_window;
    tk->tcl.do_one_event(TCL_ALL_EVENTS);
  }
  tk->quit = false;
  return 0;
}


static int tk_quit(il_tk_t* tk) {
  tk->quit = true;
  return 0;
}


static int tk_detach(il_tk_t* tk) {
  watch(tk, false);
  forgive(tk);
  tk->tcl.delete_source(setup, check, tk);
  tk->guest = NULL;
  return 0;
}


static void do_nothing(void* arg) {
  (void) arg;
}


/* tkNew(addresses): belongs to the thread that calls it. */
static napi_value tk_new(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  void* addresses;
  size_t length;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_typedarray_info(napi, args[0], NULL, &length, &addresses, NULL, NULL);
  il_tk_t* tk = calloc(1, sizeof(*tk));
  if (tk == NULL || (tk->queue = il_queue_new()) == NULL) {
    free(tk);
    return il_throw(napi, "ERR_INTERLOOP_NATIVE", "cannot make a loop for Tk");
  }
  memcpy(&tk->tcl, addresses, sizeof(tk->tcl));
  il_stay_loaded((const void*) tk->tcl.do_one_event);
  il_stay_loaded((const void*) tk->tcl.main_windows);
  tk->tcl.find_executable(NULL); /* gives this thread a notifier, if it has none */
  /* Tcl forgets the notifier of a thread that has no exit handler. */
  if (il_at_thread_end(tk->tcl.finalize_thread)) tk->tcl.create_thread_exit_handler(do_nothing, NULL);
  tk->thread = tk->tcl.current_thread();
  return il_address_value(napi, tk);
}


static int is_ours(tcl_event_t* event, void* tk) {
  return event->proc == on_look && event->tk == tk;
}


static void tk_free(napi_env napi, void* data, void* hint) {
  (void) napi, (void) hint;
  il_tk_t* tk = data;
  tk->tcl.delete_events(is_ours, tk);
  il_queue_free(tk->queue);
  free(tk);
}


/* tkOwn(owner, tk) */
static napi_value tk_own(napi_env napi, napi_callback_info info) {
  return il_own(napi, info, tk_free);
}


/* tkAttach(tk, guest): a watch; see tk_detach(). */
static napi_value tk_attach(napi_env napi, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_tk_t* tk = il_address_of(napi, args[0]);
  tk->guest = il_address_of(napi, args[1]);
  tk->idle_at = uv_hrtime();
  tk->tcl.create_source(setup, check, tk);
  return NULL;
}


void il_tk_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "tkRun", (const void*) tk_run);
  il_export_address(napi, exports, "tkQuit", (const void*) tk_quit);
  il_export_address(napi, exports, "tkPost", (const void*) tk_post);
  il_export_address(napi, exports, "tkDetach", (const void*) tk_detach);
  il_export(napi, exports, "tkNew", tk_new);
  il_export(napi, exports, "tkOwn", tk_own);
  il_export(napi, exports, "tkAttach", tk_attach);
}
