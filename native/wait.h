/* Waiting on libuv's backend, and being woken: all that a platform has to give.
 *
 * One file per platform implements this header: wait-linux.c (epoll, eventfd,
 * timerfd). On a platform without one, wait-none.c refuses: the addon loads,
 * hosting answers with an error that names the platform.
 *
 * Nothing here reads a libuv structure. libuv's own fd is never waited on
 * with libuv's own call (epoll_wait, kevent), which would eat its edge
 * triggered events; it is nested in an epoll of ours, or polled.
 */
#ifndef IL_WAIT_H
#define IL_WAIT_H

#include <stdbool.h>
#include <stdint.h>

bool il_wait_supported(void);

/* What the poller blocks on. arm() is called on the host's thread while
 * another thread may be in block(); block() returns at least once for each
 * arm(), and twice at most (the backend and the time). */
typedef struct il_wait il_wait_t;

il_wait_t* il_wait_open(int backend_fd, int* error);
/* timeout_ms < 0: none. */
void il_wait_arm(il_wait_t* wait, int timeout_ms, bool watch_backend);
/* true: the backend is ready or the time is up. false: stop() was called. */
bool il_wait_block(il_wait_t* wait);
void il_wait_stop(il_wait_t* wait);
void il_wait_close(il_wait_t* wait);

/* Whether libuv's backend has something to tell, without waiting. */
bool il_wait_is_ready(int backend_fd);

/* An event that any thread may set and a poll can see. */
int il_event_open(void);
void il_event_set(int fd);
void il_event_clear(int fd);
void il_event_close(int fd);

/* Blocks until one of two descriptors is readable (-1: not watched) or
 * timeout_ns has passed (< 0: never). true: the first one is readable. */
bool il_wait_either(int first_fd, int second_fd, int64_t timeout_ns);

#endif
