/* The contract between the files of the addon.
 *
 * Threads. Everything here belongs to the thread that runs the environment
 * (the host's thread), except what says otherwise: the poller's thread calls
 * il_guest_wake() and nothing else of the guest, and a host may be asked for
 * a turn from any thread because a waker is plain data (il_program_t).
 *
 * Life. il_env_t is one per Node environment (main thread or worker).
 * il_guest_t is one stay inside a host: made on entry, ended on leaving, but
 * freed only when the last wake that is still queued in the host has come
 * back, because a host may deliver it long after the guest has left.
 *
 * Reading order: addon.c, entry.c, guest.c, watch.c, poller.c, then the rest.
 */
#ifndef IL_H
#define IL_H

#include <node_api.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "wait.h"

#define IL_NS_PER_MS 1000000ull

/* call.c: native calls as data, so that a thread without JavaScript can make
 * them. The foreign function gets integers and pointers, at most six. */
#define IL_MAX_ARGS 6
#define IL_MAX_CALLS 8

typedef enum { IL_RETURNS_VOID, IL_RETURNS_INT, IL_RETURNS_POINTER } il_returns_t;

typedef struct {
  intptr_t address;
  il_returns_t returns;
  int takes_first; /* bit i: args[i] is what the program's first call returned */
  int argc;
  intptr_t args[IL_MAX_ARGS];
} il_call_t;

typedef struct {
  int count;
  il_call_t calls[IL_MAX_CALLS];
} il_program_t;

intptr_t il_program_run(const il_program_t* program);
/* Reads the encoding of src/host/native-call.ts; false if it is not one. */
bool il_program_read(napi_env env, napi_value value, il_program_t* program);
napi_value il_call_result(napi_env env, const il_program_t* program, intptr_t raw);

/* stack.c: whether this is a stack that V8 knows. */
typedef struct {
  uintptr_t low;
  uintptr_t high;
} il_stack_t;

void il_stack_init(il_stack_t* stack);
uintptr_t il_stack_pointer(void);
bool il_stack_is_ours(const il_stack_t* stack);

/* v8.c: the few things of V8 that Node-API does not offer. */
typedef struct il_guest il_guest_t;

typedef struct {
  void* isolate;
  void (*try_catch)(void* storage, void* isolate);
  void (*set_verbose)(void* storage, bool value);
  void (*end_try_catch)(void* storage);
  void (*terminate)(void* isolate);
} il_v8_t;

/* Room for a v8::TryCatch (48 bytes up to V8 14), which must be on the stack. */
typedef struct {
  _Alignas(16) char storage[128];
} il_v8_try_t;

void il_v8_init(il_v8_t* v8);
/* Between these two an uncaught error is reported where it is thrown, also
 * where there are JavaScript frames below. */
void il_v8_try(const il_v8_t* v8, il_v8_try_t* storage);
void il_v8_end_try(const il_v8_t* v8, il_v8_try_t* storage);
/* Ends the JavaScript frames below. */
void il_v8_terminate(const il_v8_t* v8);
/* While installed, JavaScript that runs outside of a turn makes one due. */
void il_v8_install_hooks(const il_v8_t* v8, il_guest_t* guest);
void il_v8_remove_hooks(const il_v8_t* v8);

/* statistics.c: counters of one guest; times in nanoseconds. */
#define IL_HISTOGRAM_SIZE 512

typedef struct {
  uint64_t turns;
  uint64_t empty_turns;
  uint64_t hops;
  uint64_t turn_ns;
  uint64_t longest_turn_ns;
  uint64_t longest_host_ns;
  uint32_t histogram[IL_HISTOGRAM_SIZE];
} il_statistics_t;

void il_statistics_turn(il_statistics_t* statistics, uint64_t ns, bool empty);
/* The host has kept the guest waiting for so long. */
void il_statistics_host(il_statistics_t* statistics, uint64_t ns);
uint64_t il_statistics_percentile(const il_statistics_t* statistics, double share);

/* poller.c: the thread that waits where JavaScript cannot. */
typedef struct il_poller il_poller_t;

il_poller_t* il_poller_start(int backend_fd, void (*ready)(void*), void* arg, int* error);
void il_poller_arm(il_poller_t* poller, int timeout_ms, bool watch_backend);
void il_poller_stop(il_poller_t* poller);

/* descriptors.c: descriptors of programs, which Node has no way to wait for. */
typedef struct il_env il_env_t;

typedef struct {
  uv_poll_t* handle; /* NULL: nothing is waited for */
  int set;
  napi_ref on_ready;
} il_descriptors_t;

void il_descriptors_close(il_env_t* env);

/* env.c: what belongs to one environment. */
typedef struct il_entry il_entry_t;

struct il_env {
  napi_env napi;
  uv_loop_t* loop;
  il_stack_t stack;
  il_v8_t v8;
  il_entry_t* entry; /* the one that waits for, or is inside, a host */
  il_guest_t* guest; /* the one inside a host */
  napi_ref tick_callback;
  napi_ref drain; /* il_env_drain_callback() as a function */
  napi_ref on_hop;     /* runs the next function given to modal() */
  napi_ref on_foreign; /* says that a turn was refused, see stack.c */
  napi_ref on_libraries; /* NULL: nobody asks, see libraries.c */
  uint64_t libraries;
  bool asks_again;
  int closing_handles;
  il_descriptors_t descriptors;
  napi_async_cleanup_hook_handle cleanup;
  bool cleaning;
};

il_env_t* il_env_new(napi_env napi);
il_env_t* il_env_of(napi_env napi);
/* Runs what nextTick, promises and queueMicrotask have left behind. */
void il_env_drain(il_env_t* env);
napi_value il_env_drain_callback(napi_env napi, napi_callback_info info);
/* False once the environment was told to stop (worker.terminate()). */
bool il_env_can_run(il_env_t* env);
/* Gives a pending exception to uncaughtException, as Node does with its own. */
void il_env_report(il_env_t* env);
/* Calls a function without arguments; what it throws is reported. */
void il_env_call(il_env_t* env, napi_ref function);
/* uv_close() which env teardown waits for; frees the handle. */
void il_env_close(il_env_t* env, uv_handle_t* handle);

/* libraries.c: tells who asked of libraries that were loaded in a turn. */
void il_libraries_look(il_env_t* env);

/* entry.c: the way into the host's blocking loop. */
void il_entry_close(il_entry_t* entry);

/* guest.c: one stay of Node inside a host. */
struct il_guest {
  atomic_int references;
  atomic_int wake_outstanding;
  atomic_ullong wakes;
  atomic_ullong woken_at;
  il_env_t* env; /* NULL once the guest has left */
  uv_loop_t* loop;
  int backend_fd;
  uv_async_t* keep_alive;
  il_poller_t* poller; /* NULL in the watch form */
  il_program_t wake;
  il_program_t post_hop;
  il_program_t quit;
  il_program_t detach;
  napi_ref quit_function;
  uint64_t budget_ns;
  uint64_t patience_ns;
  bool referenced; /* false: leave when nothing else in Node is alive */
  bool quit_asked;
  bool terminated;
  bool turning;
  bool ran;        /* libuv was run in this stay */
  bool dirty;      /* JavaScript ran outside of a turn */
  bool says_waits; /* the host's loop is JavaScript that calls beforeWait() */
  bool entry_is_ours; /* the host's own loop is on a stack that V8 knows */
  bool foreign;    /* a turn was refused: the stack is not V8's */
  int hops;        /* functions of modal() that wait for the host's level, or run there */
  int missed_hops; /* ... that came while a turn was on the stack */
  int fruitless;   /* turns in a row that ran nothing of a guest that is not alive */
  uint64_t masked_until;
  uintptr_t level;      /* stack pointer of the last wait */
  uint64_t calls;       /* JavaScript calls, counted by v8.c */
  uint64_t wait_began_at;
  uint64_t wait_ended_at;
  uint64_t turn_ns_since_wait;
  uint64_t chance_at; /* when the host last let the guest in, waits not counted */
  il_statistics_t statistics;
};

il_guest_t* il_guest_open(il_env_t* env, bool with_poller, int* error);
void il_guest_close(il_guest_t* guest);
/* Asks the host for a turn; arg is the guest. Any thread. */
void il_guest_wake(void* arg);
/* JavaScript ran outside of a turn, so one is due. */
void il_guest_touch(il_guest_t* guest);
/* Serves what a loop that is JavaScript itself has started, before it blocks. */
void il_guest_before_wait(il_guest_t* guest);
/* Asks the host to end its run(). */
void il_guest_quit(il_guest_t* guest);
bool il_guest_is_alive(il_guest_t* guest);
/* Plain Node would have ended, and nothing keeps the guest. */
bool il_guest_is_over(il_guest_t* guest);
/* Whether JavaScript may run here and now; says so if it is the stack. */
bool il_guest_can_turn(il_guest_t* guest);
/* Makes sure that the next turn comes, in the waker form. */
void il_guest_arm(il_guest_t* guest);
void il_guest_turn(il_guest_t* guest);
void il_guest_post_hop(il_guest_t* guest);
/* What a waker's TURN and HOP stand for; arg is the guest. They return 0,
 * which tells GLib and others that the call is done. */
int il_turn(void* arg);
int il_hop(void* arg);

/* watch.c: for hosts that can watch an fd and tell when they are about to
 * block. None of these runs JavaScript. */

/* Milliseconds until a turn is due: 0 now, -1 only the fd can tell.
 * *watch_fd: whether the backend is to be watched meanwhile. */
int il_watch_due(il_guest_t* guest, bool* watch_fd);
/* The same, asked by a host that is about to block. */
int il_watch_before_wait(il_guest_t* guest, bool* watch_fd);
void il_watch_after_wait(il_guest_t* guest);
/* Whether a turn is due, asked by a host that has come round to the guest. */
bool il_watch_is_due(il_guest_t* guest);
/* Whether the host has kept a guest with something to do waiting for longer
 * than its patience. */
bool il_watch_is_starved(il_guest_t* guest);

/* queue.c: functions to call, from any thread to one. */
typedef struct il_queue il_queue_t;

il_queue_t* il_queue_new(void);
void il_queue_free(il_queue_t* queue);
/* From now on, or no longer, an event tells that the queue is not empty. */
bool il_queue_open_event(il_queue_t* queue);
void il_queue_close_event(il_queue_t* queue);
/* Any thread. Returns 0. */
int il_queue_post(il_queue_t* queue, int (*function)(void*), void* arg);

int il_queue_length(il_queue_t* queue);
int il_queue_event(il_queue_t* queue);
/* Waits until the queue is not empty; timeout_ns < 0: for ever. */
void il_queue_wait(il_queue_t* queue, int64_t timeout_ns);
/* Calls at most `most` functions; tells how many. */
int il_queue_run(il_queue_t* queue, int most);

/* idle.c: what eventLoopUtilization() is told. */
void il_idle_book(uv_loop_t* loop, uint64_t ns);

/* pace.c: a function of JavaScript that is called at a fixed rate. */
typedef struct {
  napi_ref on_frame; /* NULL: no frames */
  uint64_t period_ns;
  uint64_t next_at;
  bool in_frame;
} il_pace_t;

/* on_frame is a function (late in ms, frames missed) or undefined. */
void il_pace_open(il_pace_t* pace, il_env_t* env, napi_value on_frame);
void il_pace_close(il_pace_t* pace, il_env_t* env);
/* The first frame is a period from now; not if this is inside a frame. */
void il_pace_start(il_pace_t* pace);
/* The part of a wait (-1: without an end) until the next frame. */
int64_t il_pace_shorten(const il_pace_t* pace, int64_t timeout_ns);
/* Runs the frame that is due, if one is. */
void il_pace_run(il_pace_t* pace, il_env_t* env);

/* thread-end.c: what is called when a thread ends before the process does. */
void il_thread_end_init(void);
/* On this thread; once. False: that was asked for already. */
bool il_at_thread_end(void (*function)(void));

/* exports.c: small helpers to talk to JavaScript. */
void il_export(napi_env napi, napi_value exports, const char* name, napi_callback function);
void il_export_address(napi_env napi, napi_value exports, const char* name, const void* address);
napi_value il_address_value(napi_env napi, const void* address);
void* il_address_of(napi_env napi, napi_value value);
/* Never unloads the library that has this address. */
void il_stay_loaded(const void* address);
/* The body of a function (owner, address): frees what is at the address when
 * the owner is collected, at the latest with the environment. (A
 * FinalizationRegistry does not run at the end of a worker.) */
napi_value il_own(napi_env napi, napi_callback_info info, napi_finalize finalize);
/* Throws an Error with a code; returns NULL. */
napi_value il_throw(napi_env napi, const char* code, const char* message);

/* What each file adds to the addon's exports. */
void il_entry_exports(napi_env napi, napi_value exports);
void il_guest_exports(napi_env napi, napi_value exports);
void il_queue_exports(napi_env napi, napi_value exports);
void il_frame_exports(napi_env napi, napi_value exports);
void il_glib_exports(napi_env napi, napi_value exports);
void il_libraries_exports(napi_env napi, napi_value exports);
void il_qt_exports(napi_env napi, napi_value exports);
void il_sdl_exports(napi_env napi, napi_value exports);
void il_tk_exports(napi_env napi, napi_value exports);
void il_exec_exports(napi_env napi, napi_value exports);
void il_descriptors_exports(napi_env napi, napi_value exports);

#endif
