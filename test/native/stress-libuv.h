/* What the files of the addon need of libuv besides its loop: a clock, locks,
 * conditions.
 */
#ifndef STRESS_LIBUV_H
#define STRESS_LIBUV_H

#include "stress.h"

uint64_t uv_hrtime(void) { return now_ns(); }
int uv_mutex_init(uv_mutex_t* mutex) { return pthread_mutex_init(mutex, NULL); }
void uv_mutex_destroy(uv_mutex_t* mutex) { pthread_mutex_destroy(mutex); }
void uv_mutex_lock(uv_mutex_t* mutex) { pthread_mutex_lock(mutex); }
void uv_mutex_unlock(uv_mutex_t* mutex) { pthread_mutex_unlock(mutex); }
void uv_cond_destroy(uv_cond_t* cond) { pthread_cond_destroy(cond); }
void uv_cond_signal(uv_cond_t* cond) { pthread_cond_signal(cond); }
void uv_cond_wait(uv_cond_t* cond, uv_mutex_t* mutex) { pthread_cond_wait(cond, mutex); }

int uv_cond_init(uv_cond_t* cond) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  return pthread_cond_init(cond, &attributes);
}

int uv_cond_timedwait(uv_cond_t* cond, uv_mutex_t* mutex, uint64_t timeout) {
  uint64_t at = now_ns() + timeout;
  struct timespec until = { .tv_sec = (time_t) (at / 1000000000), .tv_nsec = (long) (at % 1000000000) };
  return -pthread_cond_timedwait(cond, mutex, &until);
}

#endif
