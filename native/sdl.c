/* The loop of a program made with SDL 2 or 3.
 *
 * SDL has no loop of its own and calls nobody back: whoever waits in it takes
 * the events out, and only a thread that waits here can be given Node's turns.
 * So the waiting is here, and the two forms of the host are two ways to get at
 * the events: a loop of JavaScript asks for the next one (sdlNext), or each is
 * handed to a function (sdl_run).
 *
 * The waker. What is to be called is put into a queue of ours, and an event
 * is put into SDL's to end the wait. The event says nothing but "look", so it
 * may be lost (a program that flushes all events, a queue that is full, a loop
 * of the program's own that takes it): the queue is looked at before each
 * wait. SDL_PeepEvents() adds it instead of SDL_PushEvent(), because an event
 * filter of the program could refuse what is pushed. Both are safe on any
 * thread, but not while SDL is being shut down; hence the lock. Whoever waits
 * on our queue needs no event; since that is told without a lock, the queue
 * is looked at once more before a wait that only an event would end.
 *
 * Blocking. SDL_WaitEventTimeout() blocks as long as a window is shown, and
 * else sleeps for a millisecond again and again. Where SDL has nothing that
 * could bring an event by itself (no video, or a driver without a display) the
 * wait is on our queue instead, so that idle is idle there, too. Events may
 * still be pushed by other threads: an event watch tells, but before SDL has
 * queued the event, so SDL is asked for a while after that.
 *
 * SDL's queue is one for the process, and so is `owner`.
 *
 * SDL is not linked and its headers are not needed: src/hosts/sdl.ts finds the
 * symbols at run time. Of its ABI this relies on an event that begins with its
 * type in 32 bits and has at most 128 bytes (56 in SDL 2), and on the values
 * below, which SDL 2 and 3 share. SDL 3 returns bool, of which only the lowest
 * byte counts, where SDL 2 returns 0 or 1.
 */
#include <stdlib.h>
#include <string.h>

#include "il.h"

#define EVENT_SIZE 128
#define LOOK_NS (50 * IL_NS_PER_MS)

#define SDL_ADDEVENT 0
#define SDL_QUIT 0x100
#define SDL_POLLSENTINEL 0x7f00u
#define SDL_INIT_VIDEO 0x20u
#define SDL_INIT_EVENTS 0x4000u
#define SDL_INIT_DEVICES (0x200u | 0x2000u | 0x8000u) /* joysticks, game controllers, sensors */

typedef union {
  uint32_t type;
  char bytes[EVENT_SIZE];
} sdl_event_t;

/* In the order of src/hosts/sdl.ts. */
typedef struct {
  int (*wait_event_timeout)(sdl_event_t* event, int timeout_ms);
  int (*peep_events)(sdl_event_t* events, int count, int action, uint32_t min_type, uint32_t max_type);
  uint32_t (*register_events)(int count);
  uint32_t (*was_init)(uint32_t flags);
  int (*init_subsystem)(uint32_t flags);
  void (*quit_subsystem)(uint32_t flags);
  const char* (*video_driver)(void);
  void (*add_watch)(int (*watch)(void*, sdl_event_t*), void* arg);
  void (*clean_thread)(void);
  void (*remove_watch)(int (*watch)(void*, sdl_event_t*), void* arg);
} sdl_symbols_t;

typedef struct {
  il_env_t* env;
  sdl_symbols_t sdl;
  size_t event_size;
  il_queue_t* queue;
  uv_mutex_t mutex;       /* SDL is shut down only while nobody adds an event */
  bool is_open;
  uint32_t wake_type;
  atomic_int wake_outstanding;
  atomic_int waits_itself;
  uint64_t look_until;
  il_pace_t pace;
  napi_ref on_event;      /* NULL: events are dropped */
  sdl_event_t event;      /* the one that was taken */
  bool quit;
} il_sdl_t;

static _Atomic(il_env_t*) owner;


/* Any thread. */
static int sdl_post(il_sdl_t* sdl, int (*function)(void*), void* arg) {
  il_queue_post(sdl->queue, function, arg);
  if (atomic_load(&sdl->waits_itself) || atomic_exchange(&sdl->wake_outstanding, 1) != 0) return 0;
  uv_mutex_lock(&sdl->mutex);
  if (sdl->is_open) {
    sdl_event_t event;
    memset(&event, 0, sizeof(event));
    event.type = sdl->wake_type;
    sdl->sdl.peep_events(&event, 1, SDL_ADDEVENT, event.type, event.type);
  }
  uv_mutex_unlock(&sdl->mutex);
  return 0;
}


static int look(void* arg) {
  il_sdl_t* sdl = arg;
  sdl->look_until = uv_hrtime() + LOOK_NS;
  return 0;
}


/* Any thread: an event is about to be queued. SDL marks with one of its own
 * each time that it looks for events, and that is us. */
static int on_push(void* arg, sdl_event_t* event) {
  il_sdl_t* sdl = arg;
  bool is_mark = event->type == SDL_POLLSENTINEL;
  if (!is_mark && atomic_load(&sdl->waits_itself)) il_queue_post(sdl->queue, look, sdl);
  return 1;
}


static bool sdl_brings_events(const il_sdl_t* sdl) {
  uint32_t active = sdl->sdl.was_init(SDL_INIT_VIDEO | SDL_INIT_DEVICES);
  if ((active & SDL_INIT_DEVICES) != 0) return true;
  const char* driver = active == 0 ? NULL : sdl->sdl.video_driver();
  return driver != NULL && strcmp(driver, "dummy") != 0 && strcmp(driver, "offscreen") != 0;
}


/* Rounded up: a wait that ends before its time would be followed by others. */
static int milliseconds(int64_t ns) {
  if (ns < 0) return -1;
  int64_t ms = (ns + (int64_t) IL_NS_PER_MS - 1) / (int64_t) IL_NS_PER_MS;
  return ms > INT32_MAX ? INT32_MAX : (int) ms;
}


/* Waits for what comes first: true if that is an event for the program. */
static bool take(il_sdl_t* sdl, int64_t timeout_ns) {
  bool itself = timeout_ns != 0 && !sdl_brings_events(sdl);
  uint64_t now = uv_hrtime();
  if (itself && now < sdl->look_until) {
    int64_t left = (int64_t) (sdl->look_until - now);
    timeout_ns = timeout_ns < 0 || left < timeout_ns ? left : timeout_ns;
    itself = false;
  }
  atomic_store(&sdl->waits_itself, itself);
  if (!itself && il_queue_length(sdl->queue) > 0) timeout_ns = 0;
  bool taken = (sdl->sdl.wait_event_timeout(&sdl->event, itself ? 0 : milliseconds(timeout_ns)) & 0xff) != 0;
  if (!taken && itself) il_queue_wait(sdl->queue, timeout_ns);
  atomic_store(&sdl->waits_itself, 0);
  return taken && sdl->event.type != sdl->wake_type;
}


/* What is there now, not what that adds: a turn may be due after each turn. */
static void run_queue(il_sdl_t* sdl) {
  atomic_store(&sdl->wake_outstanding, 0);
  for (int left = il_queue_length(sdl->queue); left > 0 && !sdl->quit; left--) il_queue_run(sdl->queue, 1);
}


/* Lives until an event has come (true), the time is over or the host is to quit. */
static bool next_event(il_sdl_t* sdl, int64_t timeout_ns) {
  uint64_t until = uv_hrtime() + (uint64_t) timeout_ns;
  for (;;) {
    run_queue(sdl);
    if (!sdl->quit) il_pace_run(&sdl->pace, sdl->env);
    if (sdl->quit || !sdl->is_open) return false;
    uint64_t now = uv_hrtime();
    int64_t left = timeout_ns < 0 ? -1 : now >= until ? 0 : (int64_t) (until - now);
    int64_t wait = il_queue_length(sdl->queue) > 0 ? 0 : il_pace_shorten(&sdl->pace, left);
    if (take(sdl, wait)) return true;
    if (left == 0) return false;
  }
}


static napi_value copy_event(il_sdl_t* sdl) {
  napi_value buffer;
  void* bytes;
  if (napi_create_arraybuffer(sdl->env->napi, sdl->event_size, &bytes, &buffer) != napi_ok) return NULL;
  memcpy(bytes, &sdl->event, sdl->event_size);
  return buffer;
}


static void tell_event(il_sdl_t* sdl) {
  il_env_t* env = sdl->env;
  if (sdl->on_event == NULL) sdl->quit = sdl->event.type == SDL_QUIT;
  if (sdl->on_event == NULL || !il_env_can_run(env) || !il_stack_is_ours(&env->stack)) return;
  napi_handle_scope scope;
  napi_value undefined;
  napi_value function;
  napi_open_handle_scope(env->napi, &scope);
  napi_get_undefined(env->napi, &undefined);
  napi_get_reference_value(env->napi, sdl->on_event, &function);
  napi_value event = copy_event(sdl);
  napi_call_function(env->napi, undefined, function, 1, &event, NULL);
  il_env_report(env);
  napi_close_handle_scope(env->napi, scope);
}


static bool sdl_open(il_sdl_t* sdl) {
  il_env_t* nobody = NULL;
  if (!atomic_compare_exchange_strong(&owner, &nobody, sdl->env)) return false;
  sdl->sdl.init_subsystem(SDL_INIT_EVENTS);
  if (sdl->wake_type == 0) sdl->wake_type = sdl->sdl.register_events(1);
  sdl->sdl.add_watch(on_push, sdl);
  sdl->quit = false;
  uv_mutex_lock(&sdl->mutex);
  sdl->is_open = true;
  uv_mutex_unlock(&sdl->mutex);
  il_pace_start(&sdl->pace);
  return true;
}


static void let_go(il_sdl_t* sdl) {
  il_pace_close(&sdl->pace, sdl->env);
  if (sdl->on_event != NULL) napi_delete_reference(sdl->env->napi, sdl->on_event);
  sdl->on_event = NULL;
}


static void sdl_close(il_sdl_t* sdl) {
  if (!sdl->is_open) return;
  uv_mutex_lock(&sdl->mutex);
  sdl->is_open = false;
  uv_mutex_unlock(&sdl->mutex);
  sdl->sdl.remove_watch(on_push, sdl);
  sdl->sdl.quit_subsystem(SDL_INIT_EVENTS);
  let_go(sdl);
  atomic_store(&owner, NULL);
}


/* The host's run() of the callback form. */
static int sdl_run(il_sdl_t* sdl) {
  if (!sdl_open(sdl)) return -1;
  while (!sdl->quit) {
    if (next_event(sdl, -1)) tell_event(sdl);
  }
  sdl_close(sdl);
  return 0;
}


static int sdl_quit(il_sdl_t* sdl) {
  sdl->quit = true;
  return 0;
}


/* sdlNew(addresses, eventSize, periodMs) */
static napi_value sdl_new(napi_env napi, napi_callback_info info) {
  size_t count = 3;
  napi_value args[3];
  void* addresses;
  size_t length;
  uint32_t event_size;
  double period_ms;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_typedarray_info(napi, args[0], NULL, &length, &addresses, NULL, NULL);
  napi_get_value_uint32(napi, args[1], &event_size);
  napi_get_value_double(napi, args[2], &period_ms);
  il_sdl_t* sdl = calloc(1, sizeof(*sdl));
  if (sdl == NULL || (sdl->queue = il_queue_new()) == NULL) {
    free(sdl);
    return il_throw(napi, "ERR_INTERLOOP_NATIVE", "cannot make a loop for SDL");
  }
  memcpy(&sdl->sdl, addresses, sizeof(sdl->sdl));
  il_stay_loaded((const void*) sdl->sdl.peep_events); /* koffi unloads what it has no use for any more */
  il_at_thread_end(sdl->sdl.clean_thread);
  uv_mutex_init(&sdl->mutex);
  sdl->env = il_env_of(napi);
  sdl->event_size = event_size;
  sdl->pace.period_ns = (uint64_t) (period_ms * (double) IL_NS_PER_MS);
  return il_address_value(napi, sdl);
}


/* A worker that was terminated inside a loop of JavaScript never closed it. */
static void sdl_free(napi_env napi, void* data, void* hint) {
  (void) napi, (void) hint;
  il_sdl_t* sdl = data;
  sdl_close(sdl);
  il_queue_free(sdl->queue);
  uv_mutex_destroy(&sdl->mutex);
  free(sdl);
}


/* sdlOwn(owner, sdl) */
static napi_value sdl_own(napi_env napi, napi_callback_info info) {
  return il_own(napi, info, sdl_free);
}


/* sdlPrepare(sdl, onEvent | undefined, onFrame | undefined): whether no other thread is inside. */
static napi_value sdl_prepare(napi_env napi, napi_callback_info info) {
  size_t count = 3;
  napi_value args[3];
  napi_valuetype type;
  napi_value result;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_sdl_t* sdl = il_address_of(napi, args[0]);
  let_go(sdl);
  napi_typeof(napi, args[1], &type);
  if (type == napi_function) napi_create_reference(napi, args[1], 1, &sdl->on_event);
  il_pace_open(&sdl->pace, sdl->env, args[2]);
  napi_get_boolean(napi, atomic_load(&owner) == NULL, &result);
  return result;
}


static il_sdl_t* only_arg(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  return il_address_of(napi, args[0]);
}


static napi_value open_of_javascript(napi_env napi, napi_callback_info info) {
  sdl_open(only_arg(napi, info));
  return NULL;
}


static napi_value close_of_javascript(napi_env napi, napi_callback_info info) {
  sdl_close(only_arg(napi, info));
  return NULL;
}


/* sdlNext(sdl, timeoutMs): the bytes of the event; undefined: the time is over,
 * or the host is to quit; null: nobody has entered it. */
static napi_value sdl_next(napi_env napi, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2];
  double timeout_ms;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_double(napi, args[1], &timeout_ms);
  il_sdl_t* sdl = il_address_of(napi, args[0]);
  if (!sdl->is_open) {
    napi_value null;
    napi_get_null(napi, &null);
    return null;
  }
  int64_t timeout_ns = timeout_ms < 0 ? -1 : (int64_t) (timeout_ms * (double) IL_NS_PER_MS);
  return next_event(sdl, timeout_ns) ? copy_event(sdl) : NULL;
}


void il_sdl_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "sdlRun", (const void*) sdl_run);
  il_export_address(napi, exports, "sdlQuit", (const void*) sdl_quit);
  il_export_address(napi, exports, "sdlPost", (const void*) sdl_post);
  il_export(napi, exports, "sdlNew", sdl_new);
  il_export(napi, exports, "sdlOwn", sdl_own);
  il_export(napi, exports, "sdlPrepare", sdl_prepare);
  il_export(napi, exports, "sdlOpen", open_of_javascript);
  il_export(napi, exports, "sdlClose", close_of_javascript);
  il_export(napi, exports, "sdlNext", sdl_next);
}
