/* The poller: a thread that waits on libuv's backend while the host's thread
 * is blocked in the host, and calls the waker.
 *
 * It knows three things: what to wait on, whom to tell, and when to end. It
 * never reads libuv's structures (uv_backend_timeout() on this thread would
 * race with the heap): the timeout is worked out on the host's thread and
 * comes in through il_poller_arm(). It tells once or twice for each arming
 * (the backend, the time); after that it blocks until it is armed or stopped.
 *
 * All signals are blocked in it, so that they go to threads that expect them.
 * Stopping joins it: the waker is never called after il_poller_stop().
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "il.h"

struct il_poller {
  il_wait_t* wait;
  pthread_t thread;
  void (*ready)(void*);
  void* arg;
};


static void* run(void* arg) {
  il_poller_t* poller = arg;
  while (il_wait_block(poller->wait)) poller->ready(poller->arg);
  return NULL;
}


static int start_thread(il_poller_t* poller) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int result = pthread_create(&poller->thread, NULL, run, poller);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
#ifdef __linux__
  if (result == 0) pthread_setname_np(poller->thread, "interloop-poll");
#endif
  return result;
}


il_poller_t* il_poller_start(int backend_fd, void (*ready)(void*), void* arg, int* error) {
  il_poller_t* poller = calloc(1, sizeof(*poller));
  if (poller == NULL) {
    *error = ENOMEM;
    return NULL;
  }
  poller->ready = ready;
  poller->arg = arg;
  poller->wait = il_wait_open(backend_fd, error);
  if (poller->wait == NULL) {
    free(poller);
    return NULL;
  }
  *error = start_thread(poller);
  if (*error != 0) {
    il_wait_close(poller->wait);
    free(poller);
    return NULL;
  }
  return poller;
}


void il_poller_arm(il_poller_t* poller, int timeout_ms, bool watch_backend) {
  il_wait_arm(poller->wait, timeout_ms, watch_backend);
}


void il_poller_stop(il_poller_t* poller) {
  il_wait_stop(poller->wait);
  pthread_join(poller->thread, NULL);
  il_wait_close(poller->wait);
  free(poller);
}
