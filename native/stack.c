/* Which stack is this?
 *
 * An FFI such as koffi runs a blocking call on a stack of its own. A foreign
 * loop that was entered so calls us back on that stack, where V8's limits are
 * wrong: Node 20 and 22 hang, 24 and 26 abort. The thread's own stack has
 * known bounds, so a comparison finds it out before V8 is touched.
 */
#include <pthread.h>

#include "il.h"


void il_stack_init(il_stack_t* stack) {
  stack->low = 0;
  stack->high = UINTPTR_MAX;
#ifdef __linux__
  pthread_attr_t attributes;
  void* address;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &address, &size) == 0) {
    stack->low = (uintptr_t) address;
    stack->high = (uintptr_t) address + size;
  }
  pthread_attr_destroy(&attributes);
#endif
}


uintptr_t il_stack_pointer(void) {
  return (uintptr_t) __builtin_frame_address(0);
}


bool il_stack_is_ours(const il_stack_t* stack) {
  uintptr_t here = il_stack_pointer();
  return here >= stack->low && here < stack->high;
}
