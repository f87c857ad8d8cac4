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
 */
#ifdef __linux__
#include "wait.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
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
#endif
