/* This process becomes another program: execve() with the environment as it
 * is, so that `interloop run` leaves no parent behind and the program has its
 * pid, its terminal, its exit code and its signals to itself.
 *
 * Not process.execve(): Node 20 has none, it is experimental where there is
 * one, and it hands environment and arguments over as JavaScript strings,
 * which loses what is not UTF-8.
 */
#include <errno.h>
#include <stdlib.h>

#include "il.h"

#ifndef _WIN32
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

extern char** environ;


/* Node marks the descriptors that it was born with as not to be inherited,
 * and the program may have been promised some beyond the first three (a
 * socket of systemd, a redirection of the shell). They have the numbers below
 * the first that Node opened for itself, which is its epoll, and that alone
 * has no file type. */
static void keep_inherited_descriptors(void) {
  struct stat status;
  for (int fd = 0; fstat(fd, &status) == 0; fd++) {
    if ((status.st_mode & S_IFMT) == 0) return;
    fcntl(fd, F_SETFD, 0);
  }
}


/* A mask survives execve(), handlers and other threads do not. */
static int become(const char* file, char** args) {
  sigset_t none;
  sigset_t before;
  uv_tty_reset_mode();
  keep_inherited_descriptors();
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, &before);
  execve(file, args, environ);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}
#else
static int become(const char* file, char** args) {
  (void) file, (void) args;
  return ENOSYS;
}
#endif


static char* copy_string(napi_env napi, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(napi, value, NULL, 0, &length) != napi_ok) return NULL;
  char* copy = malloc(length + 1);
  if (copy != NULL) napi_get_value_string_utf8(napi, value, copy, length + 1, NULL);
  return copy;
}


static void free_strings(char** strings) {
  for (char** at = strings; *at != NULL; at++) free(*at);
  free(strings);
}


static char** copy_strings(napi_env napi, napi_value list) {
  uint32_t length = 0;
  napi_get_array_length(napi, list, &length);
  char** strings = calloc(length + 1, sizeof(*strings));
  for (uint32_t i = 0; strings != NULL && i < length; i++) {
    napi_value value;
    napi_get_element(napi, list, i, &value);
    strings[i] = copy_string(napi, value);
    if (strings[i] != NULL) continue;
    free_strings(strings);
    return NULL;
  }
  return strings;
}


/* exec(file, args): does not return, or returns the errno that tells why. */
static napi_value exec_program(napi_env napi, napi_callback_info info) {
  size_t count = 2;
  napi_value argv[2];
  napi_value result;
  napi_get_cb_info(napi, info, &count, argv, NULL, NULL);
  char* file = copy_string(napi, argv[0]);
  char** args = copy_strings(napi, argv[1]);
  int error = file == NULL || args == NULL ? ENOMEM : become(file, args);
  if (args != NULL) free_strings(args);
  free(file);
  napi_create_int32(napi, error, &result);
  return result;
}


void il_exec_exports(napi_env napi, napi_value exports) {
  il_export(napi, exports, "exec", exec_program);
}
