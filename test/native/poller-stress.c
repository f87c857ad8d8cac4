/* The poller alone: is each arming answered, and nothing else?
 *
 * The main thread is the host: it arms with a random timeout, with or without
 * the backend, and sleeps until it is told. Two writers make the backend
 * ready at random times. An arming has a reason when the backend is watched
 * and ready, or its time is up; then it must be answered, or the host would
 * sleep for ever. An arming with both reasons may be answered for each, and
 * an answer may come when the host has armed anew already, so what is counted
 * is that there are never more answers than reasons. A life ends with a stop
 * at a random moment, after which nothing may be called and no fd be left.
 */
#include "stress.h"

#define WRITERS 2
#define LIVES 1500

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t told;
  uint64_t answers;
  bool stopped;
} host_t;

static int event_fd;
static atomic_bool ended;


static void ready(void* arg) {
  host_t* host = arg;
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, NULL, &blocked);
  CHECK(sigismember(&blocked, SIGINT) && sigismember(&blocked, SIGCHLD), "a signal may hit the poller");
  pthread_mutex_lock(&host->mutex);
  CHECK(!host->stopped, "told after the stop");
  host->answers++;
  pthread_cond_signal(&host->told);
  pthread_mutex_unlock(&host->mutex);
}


static void* write_events(void* arg) {
  uint64_t random = seed * (uint64_t) (uintptr_t) arg | 1;
  while (!atomic_load(&ended)) {
    pause_us(below(&random, 1500));
    il_event_set(event_fd);
  }
  return NULL;
}


/* Sleeps until there are more answers than `seen`; tells how many. */
static uint64_t sleep_until_told(host_t* host, uint64_t seen) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += (time_t) (DEADLINE_NS / 1000000000);
  pthread_mutex_lock(&host->mutex);
  while (host->answers == seen) {
    int error = pthread_cond_timedwait(&host->told, &host->mutex, &until);
    CHECK(error == 0, "an arming was lost, error %d", error);
  }
  seen = host->answers;
  pthread_mutex_unlock(&host->mutex);
  return seen;
}


static uint64_t run_life(int backend, uint64_t* random) {
  host_t* host = calloc(1, sizeof(*host));
  int error = 0;
  int fds = open_fds();
  uint64_t seen = 0;
  uint64_t reasons = 0;
  pthread_mutex_init(&host->mutex, NULL);
  pthread_cond_init(&host->told, NULL);
  il_poller_t* poller = il_poller_start(backend, ready, host, &error);
  CHECK(poller != NULL, "no poller, error %d", error);

  for (uint32_t rounds = below(random, 20); rounds > 0; rounds--) {
    bool watch = below(random, 4) != 0;
    int timeout_ms = watch && below(random, 2) ? -1 : (int) below(random, 3);
    uint64_t due = now_ns() + (uint64_t) timeout_ms * IL_NS_PER_MS;
    reasons += watch + (timeout_ms >= 0);
    il_poller_arm(poller, timeout_ms, watch);
    do {
      seen = sleep_until_told(host, seen);
      CHECK(seen <= reasons, "%llu answers for %llu reasons", (unsigned long long) seen, (unsigned long long) reasons);
    } while (!(watch && il_wait_is_ready(backend)) && !(timeout_ms >= 0 && now_ns() >= due));
    if (below(random, 4)) il_event_clear(event_fd);
  }

  il_poller_arm(poller, (int) below(random, 2), below(random, 2));
  if (below(random, 2)) pause_us(below(random, 1200));
  il_poller_stop(poller);
  pthread_mutex_lock(&host->mutex);
  host->stopped = true;
  pthread_mutex_unlock(&host->mutex);
  CHECK(open_fds() == fds, "%d fds before, %d after", fds, open_fds());
  free(host);
  return seen;
}


int main(int argc, char** argv) {
  int lives = start_stress(argc, argv, LIVES);
  uint64_t random = seed;
  uint64_t answers = 0;
  pthread_t writers[WRITERS];
  event_fd = il_event_open();
  int backend = open_backend(event_fd);
  for (uintptr_t i = 0; i < WRITERS; i++) pthread_create(&writers[i], NULL, write_events, (void*) (i + 1));
  for (int i = 0; i < lives; i++) answers += run_life(backend, &random);
  atomic_store(&ended, true);
  for (int i = 0; i < WRITERS; i++) pthread_join(writers[i], NULL);
  printf("%d lives, %llu answers\n", lives, (unsigned long long) answers);
  return 0;
}
