/* A guest on a host that has nothing but a waker: is anything lost, and does
 * the host really sleep?
 *
 * The guest, the watch, the poller and the queue are the real ones; this file
 * plays libuv, V8 and Node as far as guest.c needs them. libuv is a backend
 * with one event and one timer. The host is a queue: it sleeps until something
 * is posted and runs it, and now and then a callback of its own, which runs
 * JavaScript that starts the timer or leaves a tick behind. Two writers set the
 * event from other threads.
 *
 * A life ends at a random moment, with a wake possibly still in the queue,
 * which is delivered after the guest has gone. Before some of the ends the
 * writers rest, and then everything they wrote must be handled though the
 * host only sleeps, and after that the host must sleep undisturbed.
 */
#include "stress.h"
#include "stress-libuv.h"

#define WRITERS 2
#define LIVES 400
#define CALLBACKS 40
#define LAST_TURNS 10
#define REST_NS (3 * IL_NS_PER_MS)

static struct {
  int backend;
  int event_fd;
  uint64_t timer_at; /* 0: none */
  bool immediate;
} fake;

static il_env_t env;
static atomic_ullong written;
static uint64_t handled;
static uint64_t ticks_left;
static uint64_t timers_left;
static uint64_t random_of_host;
static atomic_bool ended;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;


/* V8, which tells v8.c that a callback of the host has run JavaScript. */

void il_v8_install_hooks(const il_v8_t* v8, il_guest_t* guest) { (void) v8, (void) guest; }
void il_v8_remove_hooks(const il_v8_t* v8) { (void) v8; }
void il_v8_try(const il_v8_t* v8, il_v8_try_t* storage) { (void) v8, (void) storage; }
void il_v8_end_try(const il_v8_t* v8, il_v8_try_t* storage) { (void) v8, (void) storage; }
void il_v8_terminate(const il_v8_t* v8) { (void) v8; }

static void call_javascript(void) {
  il_guest_t* guest = env.guest;
  guest->calls++;
  if (guest->turning || guest->dirty) return;
  guest->dirty = true;
  il_guest_wake(guest);
}


/* libuv. */

int uv_backend_fd(const uv_loop_t* loop) { (void) loop; return fake.backend; }
void uv_update_time(uv_loop_t* loop) { (void) loop; }
int uv_loop_alive(const uv_loop_t* loop) { (void) loop; return 1; }
void uv_ref(uv_handle_t* handle) { (void) handle; }
void uv_unref(uv_handle_t* handle) { (void) handle; }
int uv_async_init(uv_loop_t* loop, uv_async_t* async, uv_async_cb callback) {
  (void) loop, (void) async, (void) callback;
  return 0;
}

int uv_backend_timeout(const uv_loop_t* loop) {
  (void) loop;
  if (fake.immediate) return 0;
  if (fake.timer_at == 0) return -1;
  uint64_t now = now_ns();
  return fake.timer_at <= now ? 0 : (int) ((fake.timer_at - now + IL_NS_PER_MS - 1) / IL_NS_PER_MS);
}

int uv_run(uv_loop_t* loop, uv_run_mode mode) {
  (void) loop, (void) mode;
  fake.immediate = fake.immediate && below(&random_of_host, 2);
  if (il_wait_is_ready(fake.event_fd)) {
    il_event_clear(fake.event_fd);
    handled = atomic_load(&written);
    fake.immediate = below(&random_of_host, 4) == 0;
    call_javascript();
  }
  if (fake.timer_at != 0 && fake.timer_at <= now_ns()) {
    fake.timer_at = 0;
    timers_left--;
    call_javascript();
  }
  return 1;
}


/* Node, and the files that need it. */

napi_status napi_open_handle_scope(napi_env napi, napi_handle_scope* scope) { (void) napi, (void) scope; return napi_ok; }
napi_status napi_close_handle_scope(napi_env napi, napi_handle_scope scope) { (void) napi, (void) scope; return napi_ok; }
napi_status napi_delete_reference(napi_env napi, napi_ref reference) { (void) napi, (void) reference; return napi_ok; }
bool il_env_can_run(il_env_t* of) { (void) of; return true; }
void il_env_call(il_env_t* of, napi_ref function) { (void) of, (void) function; }
void il_env_drain(il_env_t* of) { (void) of; ticks_left = 0; }
void il_libraries_look(il_env_t* of) { (void) of; }
void il_idle_book(uv_loop_t* loop, uint64_t ns) { (void) loop, (void) ns; }
void il_env_close(il_env_t* of, uv_handle_t* handle) { (void) of; free(handle); }


static void host_callback(void) {
  if (below(&random_of_host, 2)) {
    ticks_left++;
  } else if (fake.timer_at == 0) {
    timers_left++;
    fake.timer_at = now_ns() + below(&random_of_host, 2000) * 1000ull;
  }
  call_javascript();
}


static void* write_events(void* arg) {
  uint64_t random = seed * (uint64_t) (uintptr_t) arg | 1;
  while (!atomic_load(&ended)) {
    pause_us(below(&random, 400));
    pthread_mutex_lock(&writing);
    atomic_fetch_add(&written, 1);
    il_event_set(fake.event_fd);
    pthread_mutex_unlock(&writing);
  }
  return NULL;
}


static bool next(il_queue_t* queue, int64_t timeout_ns) {
  il_queue_wait(queue, timeout_ns);
  return il_queue_run(queue, 1) == 1;
}


static bool is_settled(void) {
  return handled == atomic_load(&written) && !fake.immediate && ticks_left == 0 && timers_left == 0;
}


static void settle(il_queue_t* queue) {
  uint64_t deadline = now_ns() + DEADLINE_NS;
  while (!is_settled()) {
    next(queue, 5 * IL_NS_PER_MS);
    CHECK(now_ns() < deadline, "lost: %llu of %llu events, %llu ticks, %llu timers, immediate: %d",
          (unsigned long long) (written - handled), (unsigned long long) written,
          (unsigned long long) ticks_left, (unsigned long long) timers_left, fake.immediate);
  }
}


static void check_sleep(il_queue_t* queue, il_guest_t* guest) {
  for (int last = 0; next(queue, REST_NS); last++) CHECK(last < LAST_TURNS, "the host is woken again and again");
  uint64_t turns = guest->statistics.turns;
  CHECK(!next(queue, REST_NS), "woken with nothing to do");
  CHECK(guest->statistics.turns == turns, "a turn with nothing to do");
}


static uint64_t run_life(void) {
  int fds = open_fds();
  int error = 0;
  il_queue_t* queue = il_queue_new();
  il_guest_t* guest = il_guest_open(&env, true, &error);
  CHECK(guest != NULL, "no guest, error %d", error);
  guest->budget_ns = below(&random_of_host, 3) * 100000;
  guest->wake.count = 1;
  guest->wake.calls[0] = (il_call_t) {
    .address = (intptr_t) il_queue_post,
    .argc = 3,
    .args = { (intptr_t) queue, (intptr_t) il_turn, (intptr_t) guest },
  };
  il_guest_arm(guest);
  for (uint32_t left = below(&random_of_host, CALLBACKS); left > 0;) {
    CHECK(il_queue_length(queue) <= 1, "%d wakes at a time", il_queue_length(queue));
    if (below(&random_of_host, 3) == 0) {
      host_callback();
      left--;
    }
    next(queue, below(&random_of_host, 2000) * 1000);
  }
  if (below(&random_of_host, 2)) {
    pthread_mutex_lock(&writing);
    settle(queue);
    check_sleep(queue, guest);
    pthread_mutex_unlock(&writing);
  }
  uint64_t turns = guest->statistics.turns;
  il_guest_close(guest);
  il_queue_free(queue);
  CHECK(open_fds() == fds, "%d fds before, %d after", fds, open_fds());
  return turns;
}


int main(int argc, char** argv) {
  int lives = start_stress(argc, argv, LIVES);
  random_of_host = seed;
  uint64_t turns = 0;
  pthread_t writers[WRITERS];
  fake.event_fd = il_event_open();
  fake.backend = open_backend(fake.event_fd);
  il_stack_init(&env.stack);
  for (uintptr_t i = 0; i < WRITERS; i++) pthread_create(&writers[i], NULL, write_events, (void*) (i + 1));
  for (int i = 0; i < lives; i++) turns += run_life();
  atomic_store(&ended, true);
  for (int i = 0; i < WRITERS; i++) pthread_join(writers[i], NULL);
  printf("%d lives, %llu turns, %llu events\n", lives, (unsigned long long) turns, (unsigned long long) written);
  return 0;
}
