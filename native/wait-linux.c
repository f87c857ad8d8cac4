/* wait.h for Linux.
 *
 * The poller's epoll holds libuv's epoll fd with EPOLLONESHOT, a timerfd and
 * a stop eventfd. Arming is one epoll_ctl() from the host's thread while the
 * poller may already be blocked: the kernel does the hand-over, so there is
 * no lock, no shared timeout and nothing to miss between "armed" and "asleep".
 * (A condition variable was measured: not faster, and it needs a lock.)
 *
 * The timerfd is edge triggered: each expiry is told once and never read;
 * setting it again takes a pending expiry back.
 *
 * A set of descriptors is an epoll fd whose members have EPOLLONESHOT. epoll
 * knows a member by its number and its open file together, so EPOLL_CTL_MOD
 * fails for a number that was closed (EBADF) or stands for another file
 * (ENOENT). A file that lives on under another number, as a child's standard
 * output does, goes on being reported under the old one, which nobody can
 * take out of the set any more; EPOLLONESHOT ends that after one report.
 */
#ifdef __linux__
#include "wait.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct il_wait {
  int epoll_fd;
  int backend_fd;
  int timer_fd;
  int stop_fd;
  int timer_ms; /* what the timer is set to; -1 for off. Host's thread only. */
};


bool il_wait_supported(void) {
  return true;
}


static int add(int epoll_fd, int fd, uint32_t events) {
  struct epoll_event event = { .events = events, .data = { .fd = fd } };
  return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
}


il_wait_t* il_wait_open(int backend_fd, int* error) {
  il_wait_t* wait = calloc(1, sizeof(*wait));
  if (wait == NULL) {
    *error = ENOMEM;
    return NULL;
  }
  wait->backend_fd = backend_fd;
  wait->timer_ms = -1;
  wait->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  wait->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  wait->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wait->epoll_fd < 0 || wait->timer_fd < 0 || wait->stop_fd < 0 ||
      add(wait->epoll_fd, backend_fd, EPOLLONESHOT) != 0 ||
      add(wait->epoll_fd, wait->timer_fd, EPOLLIN | EPOLLET) != 0 ||
      add(wait->epoll_fd, wait->stop_fd, EPOLLIN) != 0) {
    *error = errno;
    il_wait_close(wait);
    return NULL;
  }
  return wait;
}


void il_wait_arm(il_wait_t* wait, int timeout_ms, bool watch_backend) {
  if (timeout_ms != wait->timer_ms || timeout_ms >= 0) {
    struct itimerspec at = { 0 };
    if (timeout_ms >= 0) {
      at.it_value.tv_sec = timeout_ms / 1000;
      at.it_value.tv_nsec = (long) (timeout_ms % 1000) * 1000000;
      if (timeout_ms == 0) at.it_value.tv_nsec = 1;
    }
    timerfd_settime(wait->timer_fd, 0, &at, NULL);
    wait->timer_ms = timeout_ms;
  }
  struct epoll_event event = {
    .events = (watch_backend ? EPOLLIN : 0) | EPOLLONESHOT,
    .data = { .fd = wait->backend_fd },
  };
  epoll_ctl(wait->epoll_fd, EPOLL_CTL_MOD, wait->backend_fd, &event);
}


bool il_wait_block(il_wait_t* wait) {
  struct epoll_event events[3];
  int count;
  do {
    count = epoll_wait(wait->epoll_fd, events, 3, -1);
  } while (count < 0 && errno == EINTR);
  for (int i = 0; i < count; i++) {
    if (events[i].data.fd == wait->stop_fd) return false;
  }
  return count > 0;
}


void il_wait_stop(il_wait_t* wait) {
  il_event_set(wait->stop_fd);
}


void il_wait_close(il_wait_t* wait) {
  if (wait->epoll_fd >= 0) close(wait->epoll_fd);
  if (wait->timer_fd >= 0) close(wait->timer_fd);
  if (wait->stop_fd >= 0) close(wait->stop_fd);
  free(wait);
}


bool il_wait_is_ready(int backend_fd) {
  struct pollfd item = { .fd = backend_fd, .events = POLLIN };
  return poll(&item, 1, 0) > 0;
}


int il_event_open(void) {
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}


void il_event_set(int fd) {
  while (eventfd_write(fd, 1) != 0 && errno == EINTR) {
  }
}


void il_event_clear(int fd) {
  eventfd_t value;
  while (eventfd_read(fd, &value) != 0 && errno == EINTR) {
  }
}


void il_event_close(int fd) {
  close(fd);
}


bool il_wait_either(int first_fd, int second_fd, int64_t timeout_ns) {
  struct pollfd items[2] = {
    { .fd = first_fd, .events = POLLIN },
    { .fd = second_fd, .events = POLLIN },
  };
  struct timespec timeout = { .tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000 };
  int count = ppoll(items, 2, timeout_ns < 0 ? NULL : &timeout, NULL);
  return count > 0 && items[0].revents != 0;
}


int il_set_open(void) {
  return epoll_create1(EPOLL_CLOEXEC);
}


static int control(int set, int operation, int fd, int64_t id, int interest) {
  uint32_t events = EPOLLONESHOT;
  if (interest & IL_READABLE) events |= EPOLLIN;
  if (interest & IL_WRITABLE) events |= EPOLLOUT;
  struct epoll_event event = { .events = events, .data = { .u64 = (uint64_t) id } };
  return epoll_ctl(set, operation, fd, &event) == 0 ? 0 : errno;
}


int il_set_add(int set, int fd, int64_t id, int interest) {
  return control(set, EPOLL_CTL_ADD, fd, id, interest);
}


int il_set_arm(int set, int fd, int64_t id, int interest) {
  return control(set, EPOLL_CTL_MOD, fd, id, interest);
}


int il_set_remove(int set, int fd) {
  return control(set, EPOLL_CTL_DEL, fd, 0, 0);
}


int il_set_take(int set, il_ready_t* ready) {
  struct epoll_event events[IL_SET_BATCH];
  int count = epoll_wait(set, events, IL_SET_BATCH, 0);
  for (int i = 0; i < count; i++) {
    uint32_t told = events[i].events;
    ready[i].id = (int64_t) events[i].data.u64;
    ready[i].state = (told & EPOLLIN ? IL_READABLE : 0) | (told & EPOLLOUT ? IL_WRITABLE : 0) |
        (told & EPOLLHUP ? IL_HUNG_UP : 0) | (told & EPOLLERR ? IL_BROKEN : 0);
  }
  return count < 0 ? 0 : count;
}


void il_set_close(int set) {
  close(set);
}


bool il_set_is_drained(int fd) {
  int left = 0;
  return ioctl(fd, FIONREAD, &left) != 0 || left == 0;
}
#endif
