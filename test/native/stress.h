/* What the stress drivers share: a seeded generator, a fd count, and a check
 * that says where and with which seed it failed.
 *
 * These drivers know one thing of libuv: its backend is an epoll fd. They
 * make one themselves, so they need neither Node nor libuv, and can be run
 * under ThreadSanitizer, which cannot be loaded into a Node that was not
 * built for it.
 */
#ifndef STRESS_H
#define STRESS_H

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "../../native/il.h"

#define DEADLINE_NS (20 * 1000 * IL_NS_PER_MS)

static uint64_t seed;

#define CHECK(condition, ...)                                                         \
  do {                                                                                \
    if (!(condition)) {                                                               \
      fprintf(stderr, "%s:%d: not %s: ", __FILE__, __LINE__, #condition);             \
      fprintf(stderr, __VA_ARGS__);                                                   \
      fprintf(stderr, " (seed %llu)\n", (unsigned long long) seed);                   \
      _exit(1);                                                                       \
    }                                                                                 \
  } while (0)


static inline uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000ull + (uint64_t) now.tv_nsec;
}


/* xorshift; each thread has a state of its own. */
static inline uint32_t below(uint64_t* state, uint32_t limit) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (uint32_t) (*state >> 32) % limit;
}


static inline int open_fds(void) {
  int count = 0;
  DIR* directory = opendir("/proc/self/fd");
  while (readdir(directory) != NULL) count++;
  closedir(directory);
  return count;
}


/* libuv's part: an epoll fd, and in it an event that writers set. */
static inline int open_backend(int event_fd) {
  struct epoll_event event = { .events = EPOLLIN };
  int backend = epoll_create1(EPOLL_CLOEXEC);
  CHECK(epoll_ctl(backend, EPOLL_CTL_ADD, event_fd, &event) == 0, "no backend");
  return backend;
}


static inline void pause_us(uint32_t us) {
  struct timespec time = { .tv_nsec = (long) us * 1000 };
  nanosleep(&time, NULL);
}


/* DRIVER [SEED [LIVES]]; without a seed, or with 0, the clock gives one. */
static inline int start_stress(int argc, char** argv, int lives) {
  seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
  if (seed == 0) seed = now_ns() | 1;
  printf("seed %llu\n", (unsigned long long) seed);
  fflush(stdout);
  return argc > 2 ? atoi(argv[2]) : lives;
}

#endif
