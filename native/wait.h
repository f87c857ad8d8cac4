/* Waiting on libuv's backend and on descriptors of programs, and being woken:
 * all that a platform has to give.
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

/* Descriptors of programs: a set, itself a descriptor that is readable while
 * one of its members is ready. A member that was told of is not told of again
 * before it is armed anew. Whoever closes a member's descriptor has taken it
 * out of the set, whether they know of the set or not; the number may then
 * stand for another file, which arming tells from the one that was added. */
#define IL_READABLE 1
#define IL_WRITABLE 2
#define IL_HUNG_UP 4 /* told in any case */
#define IL_BROKEN 8  /* told in any case */

#define IL_SET_BATCH 64

typedef struct {
  int64_t id; /* what the member was armed with */
  int state;
} il_ready_t;

/* -1 and errno if there is none. */
int il_set_open(void);
/* All return 0, or an errno. */
int il_set_add(int set, int fd, int64_t id, int interest);
int il_set_arm(int set, int fd, int64_t id, int interest);
int il_set_remove(int set, int fd);
/* Fills in who is ready, at most IL_SET_BATCH, and tells how many; does not
 * wait. */
int il_set_take(int set, il_ready_t* ready);
void il_set_close(int set);
/* Whether nothing can be read from a member now, as far as the system knows. */
bool il_set_is_drained(int fd);

#endif
