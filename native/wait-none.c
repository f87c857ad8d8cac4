/* wait.h for platforms that have no file of their own yet. */
#ifndef __linux__
#include "wait.h"

#include <errno.h>
#include <stddef.h>


bool il_wait_supported(void) {
  return false;
}


il_wait_t* il_wait_open(int backend_fd, int* error) {
  (void) backend_fd;
  *error = -1;
  return NULL;
}


void il_wait_arm(il_wait_t* wait, int timeout_ms, bool watch_backend) {
  (void) wait, (void) timeout_ms, (void) watch_backend;
}


bool il_wait_block(il_wait_t* wait) {
  (void) wait;
  return false;
}


void il_wait_stop(il_wait_t* wait) {
  (void) wait;
}


void il_wait_close(il_wait_t* wait) {
  (void) wait;
}


bool il_wait_is_ready(int backend_fd) {
  (void) backend_fd;
  return false;
}


int il_event_open(void) {
  return -1;
}


void il_event_set(int fd) {
  (void) fd;
}


void il_event_clear(int fd) {
  (void) fd;
}


void il_event_close(int fd) {
  (void) fd;
}


bool il_wait_either(int first_fd, int second_fd, int64_t timeout_ns) {
  (void) first_fd, (void) second_fd, (void) timeout_ns;
  return false;
}


int il_set_open(void) {
  errno = ENOSYS;
  return -1;
}


int il_set_add(int set, int fd, int64_t id, int interest) {
  (void) set, (void) fd, (void) id, (void) interest;
  return ENOSYS;
}


int il_set_arm(int set, int fd, int64_t id, int interest) {
  (void) set, (void) fd, (void) id, (void) interest;
  return ENOSYS;
}


int il_set_remove(int set, int fd) {
  (void) set, (void) fd;
  return ENOSYS;
}


int il_set_take(int set, il_ready_t* ready) {
  (void) set, (void) ready;
  return 0;
}


void il_set_close(int set) {
  (void) set;
}


bool il_set_is_drained(int fd) {
  (void) fd;
  return true;
}
#endif
