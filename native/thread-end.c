/* What a library keeps for a thread must be given back when that thread ends.
 *
 * Libraries do so at the end of threads that they have started themselves, not
 * of Node's. Tcl even finds the data of a thread by the system's number of it,
 * and such numbers are used again: what a worker has left behind would be
 * taken for that of the next one. Cleanup hooks of the environment come too
 * early, since the program's own objects may be finalized after them. On the
 * main thread, which ends with the process, nothing is called.
 *
 * The system takes a thread's values away in the order in which their keys
 * were made, so ours is made with the addon, before that of any library.
 */
#include <pthread.h>
#include <stdlib.h>

#include "il.h"

typedef struct last_call {
  struct last_call* next;
  void (*function)(void);
} last_call_t;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;


static void run(void* data) {
  last_call_t* call = data;
  while (call != NULL) {
    last_call_t* next = call->next;
    call->function();
    free(call);
    call = next;
  }
}


static void make_key(void) {
  pthread_key_create(&key, run);
}


void il_thread_end_init(void) {
  pthread_once(&once, make_key);
}


bool il_at_thread_end(void (*function)(void)) {
  last_call_t* first = pthread_getspecific(key);
  for (last_call_t* call = first; call != NULL; call = call->next) {
    if (call->function == function) return false;
  }
  last_call_t* call = malloc(sizeof(*call));
  if (call == NULL) return false;
  *call = (last_call_t) { .next = first, .function = function };
  return pthread_setspecific(key, call) == 0;
}
