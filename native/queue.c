/* Functions to call, from any thread to one: what "call this on your thread"
 * is made of in the hosts that are ours (frame, fake).
 *
 * One lock around a list. The owner waits on a condition; or on an event that
 * is set while the list is not empty, when it has other descriptors to wait
 * for as well. The event is open only as long as it is used, because a host
 * that was left must not hold a descriptor.
 */
#include <limits.h>
#include <stdlib.h>

#include "il.h"

typedef struct item {
  struct item* next;
  int (*function)(void*);
  void* arg;
} item_t;

struct il_queue {
  uv_mutex_t mutex;
  uv_cond_t not_empty;
  item_t* first;
  item_t** last;
  int length;
  int event_fd; /* -1: not open */
};


il_queue_t* il_queue_new(void) {
  il_queue_t* queue = calloc(1, sizeof(*queue));
  if (queue == NULL) return NULL;
  queue->last = &queue->first;
  queue->event_fd = -1;
  uv_mutex_init(&queue->mutex);
  uv_cond_init(&queue->not_empty);
  return queue;
}


void il_queue_free(il_queue_t* queue) {
  /* What is left are wakes of guests that have gone; called, they let go. */
  il_queue_run(queue, INT_MAX);
  il_queue_close_event(queue);
  uv_cond_destroy(&queue->not_empty);
  uv_mutex_destroy(&queue->mutex);
  free(queue);
}


bool il_queue_open_event(il_queue_t* queue) {
  uv_mutex_lock(&queue->mutex);
  queue->event_fd = il_event_open();
  if (queue->event_fd >= 0 && queue->length > 0) il_event_set(queue->event_fd);
  bool is_open = queue->event_fd >= 0;
  uv_mutex_unlock(&queue->mutex);
  return is_open;
}


void il_queue_close_event(il_queue_t* queue) {
  uv_mutex_lock(&queue->mutex);
  if (queue->event_fd >= 0) il_event_close(queue->event_fd);
  queue->event_fd = -1;
  uv_mutex_unlock(&queue->mutex);
}


int il_queue_post(il_queue_t* queue, int (*function)(void*), void* arg) {
  item_t* item = malloc(sizeof(*item));
  if (item == NULL) abort();
  *item = (item_t) { .function = function, .arg = arg };
  uv_mutex_lock(&queue->mutex);
  *queue->last = item;
  queue->last = &item->next;
  if (queue->length++ == 0) {
    uv_cond_signal(&queue->not_empty);
    if (queue->event_fd >= 0) il_event_set(queue->event_fd);
  }
  uv_mutex_unlock(&queue->mutex);
  return 0;
}


int il_queue_length(il_queue_t* queue) {
  uv_mutex_lock(&queue->mutex);
  int length = queue->length;
  uv_mutex_unlock(&queue->mutex);
  return length;
}


int il_queue_event(il_queue_t* queue) {
  return queue->event_fd;
}


void il_queue_wait(il_queue_t* queue, int64_t timeout_ns) {
  uint64_t until = uv_hrtime() + (uint64_t) timeout_ns;
  uv_mutex_lock(&queue->mutex);
  while (queue->length == 0) {
    uint64_t now = uv_hrtime();
    if (timeout_ns < 0) {
      uv_cond_wait(&queue->not_empty, &queue->mutex);
    } else if (now >= until || uv_cond_timedwait(&queue->not_empty, &queue->mutex, until - now) != 0) {
      break;
    }
  }
  uv_mutex_unlock(&queue->mutex);
}


static item_t* shift(il_queue_t* queue) {
  uv_mutex_lock(&queue->mutex);
  item_t* item = queue->first;
  if (item != NULL) {
    queue->first = item->next;
    if (queue->first == NULL) queue->last = &queue->first;
    if (--queue->length == 0 && queue->event_fd >= 0) il_event_clear(queue->event_fd);
  }
  uv_mutex_unlock(&queue->mutex);
  return item;
}


int il_queue_run(il_queue_t* queue, int most) {
  int ran = 0;
  for (; ran < most; ran++) {
    item_t* item = shift(queue);
    if (item == NULL) break;
    int (*function)(void*) = item->function;
    void* arg = item->arg;
    free(item);
    function(arg);
  }
  return ran;
}


/* JavaScript's side: a queue is handed around as its address. */

static il_queue_t* queue_arg(napi_env napi, napi_callback_info info, double* number) {
  size_t count = 2;
  napi_value args[2];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  if (number != NULL) napi_get_value_double(napi, args[1], number);
  return il_address_of(napi, args[0]);
}


static napi_value queue_new(napi_env napi, napi_callback_info info) {
  (void) info;
  il_queue_t* queue = il_queue_new();
  if (queue == NULL) return il_throw(napi, "ERR_INTERLOOP_NATIVE", "cannot make a queue");
  return il_address_value(napi, queue);
}


static void queue_free(napi_env napi, void* data, void* hint) {
  (void) napi, (void) hint;
  il_queue_free(data);
}


/* queueOwn(owner, queue) */
static napi_value queue_own(napi_env napi, napi_callback_info info) {
  return il_own(napi, info, queue_free);
}


static napi_value queue_length(napi_env napi, napi_callback_info info) {
  napi_value value;
  napi_create_int32(napi, il_queue_length(queue_arg(napi, info, NULL)), &value);
  return value;
}


/* queueNext(queue, timeoutMs): waits for a function and calls it; false if none came. */
static napi_value queue_next(napi_env napi, napi_callback_info info) {
  double timeout_ms = -1;
  napi_value value;
  il_queue_t* queue = queue_arg(napi, info, &timeout_ms);
  int64_t timeout_ns = timeout_ms < 0 ? -1 : (int64_t) (timeout_ms * (double) IL_NS_PER_MS);
  il_queue_wait(queue, timeout_ns);
  napi_get_boolean(napi, il_queue_run(queue, 1) == 1, &value);
  return value;
}


void il_queue_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "queuePost", (const void*) il_queue_post);
  il_export(napi, exports, "queueNew", queue_new);
  il_export(napi, exports, "queueOwn", queue_own);
  il_export(napi, exports, "queueLength", queue_length);
  il_export(napi, exports, "queueNext", queue_next);
}
