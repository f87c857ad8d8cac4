/* The frame host: a fixed-rate loop as a game or a terminal program has.
 *
 * Between frames it blocks on libuv's backend and on its own queue, so that
 * I/O is served at once and nothing runs when there is nothing to do. Each
 * round runs at most one turn, one batch of the queue and one frame, so
 * neither side can starve the other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "il.h"

#define QUEUE_BATCH 64

typedef struct {
  il_env_t* env;
  il_queue_t* queue;
  il_guest_t* guest; /* NULL: nobody lives here */
  il_pace_t pace;
  bool quit;
} il_frame_t;


/* One round: waits, then serves what is due. */
static void round_once(il_frame_t* frame) {
  il_guest_t* guest = frame->guest;
  bool watch_fd = false;
  int timeout_ms = guest == NULL ? -1 : il_watch_before_wait(guest, &watch_fd);
  int64_t timeout_ns = timeout_ms < 0 ? -1 : (int64_t) timeout_ms * (int64_t) IL_NS_PER_MS;
  timeout_ns = il_pace_shorten(&frame->pace, timeout_ns);

  bool ready = il_wait_either(watch_fd ? guest->backend_fd : -1, il_queue_event(frame->queue), timeout_ns);
  if (guest != NULL) {
    il_watch_after_wait(guest);
    if (il_watch_is_due(guest) || ready) il_guest_turn(guest);
  }
  il_queue_run(frame->queue, QUEUE_BATCH);
  if (!frame->quit) il_pace_run(&frame->pace, frame->env);
}


/* The host's run(): blocks until quit() was called at this level. */
static int frame_run(il_frame_t* frame) {
  il_pace_start(&frame->pace);
  frame->quit = false;
  while (!frame->quit) round_once(frame);
  frame->quit = false;
  return 0;
}


static int frame_quit(il_frame_t* frame) {
  frame->quit = true;
  return 0;
}


static int frame_post(il_frame_t* frame, int (*function)(void*), void* arg) {
  return il_queue_post(frame->queue, function, arg);
}


static int frame_detach(il_frame_t* frame) {
  frame->guest = NULL;
  il_queue_close_event(frame->queue);
  il_pace_close(&frame->pace, frame->env);
  return 0;
}


/* frameNew(periodMs) */
static napi_value frame_new(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  double period_ms;
  il_frame_t* frame = calloc(1, sizeof(*frame));
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_double(napi, args[0], &period_ms);
  if (frame == NULL || (frame->queue = il_queue_new()) == NULL) {
    free(frame);
    return il_throw(napi, "ERR_INTERLOOP_NATIVE", "cannot make a frame loop");
  }
  frame->env = il_env_of(napi);
  frame->pace.period_ns = (uint64_t) (period_ms * (double) IL_NS_PER_MS);
  return il_address_value(napi, frame);
}


static void frame_free(napi_env napi, void* data, void* hint) {
  (void) napi, (void) hint;
  il_frame_t* frame = data;
  il_queue_free(frame->queue);
  free(frame);
}


/* frameOwn(owner, frame) */
static napi_value frame_own(napi_env napi, napi_callback_info info) {
  return il_own(napi, info, frame_free);
}


/* frameAttach(frame, guest, onFrame | undefined): a watch; see frame_detach(). */
static napi_value frame_attach(napi_env napi, napi_callback_info info) {
  size_t count = 3;
  napi_value args[3];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_frame_t* frame = il_address_of(napi, args[0]);
  if (!il_queue_open_event(frame->queue)) return il_throw(napi, "ERR_INTERLOOP_NATIVE", strerror(errno));
  frame->guest = il_address_of(napi, args[1]);
  il_pace_open(&frame->pace, frame->env, args[2]);
  return NULL;
}


void il_frame_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "frameRun", (const void*) frame_run);
  il_export_address(napi, exports, "frameQuit", (const void*) frame_quit);
  il_export_address(napi, exports, "framePost", (const void*) frame_post);
  il_export_address(napi, exports, "frameDetach", (const void*) frame_detach);
  il_export(napi, exports, "frameNew", frame_new);
  il_export(napi, exports, "frameOwn", frame_own);
  il_export(napi, exports, "frameAttach", frame_attach);
}
