/* What JavaScript may do with the guest of its environment. */
#include <string.h>

#include "il.h"

static il_guest_t* guest_of(napi_env napi) {
  return il_env_of(napi)->guest;
}


/* open(withPoller): the guest's address, for begin() of an entry. */
static napi_value open_guest(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  bool with_poller = false;
  int error = 0;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_value_bool(napi, args[0], &with_poller);
  il_guest_t* guest = il_guest_open(il_env_of(napi), with_poller, &error);
  if (guest == NULL) return il_throw(napi, "ERR_INTERLOOP_NATIVE", strerror(error));
  return il_address_value(napi, guest);
}


/* configure(wake, postHop, quit, detach, budgetMs, patienceMs): ready to go. */
static napi_value configure(napi_env napi, napi_callback_info info) {
  il_guest_t* guest = guest_of(napi);
  size_t count = 6;
  napi_value args[6];
  double budget_ms;
  double patience_ms;
  napi_valuetype type;
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  il_program_read(napi, args[0], &guest->wake);
  il_program_read(napi, args[1], &guest->post_hop);
  napi_typeof(napi, args[2], &type);
  if (type == napi_function) {
    napi_create_reference(napi, args[2], 1, &guest->quit_function);
  } else {
    il_program_read(napi, args[2], &guest->quit);
  }
  il_program_read(napi, args[3], &guest->detach);
  napi_get_value_double(napi, args[4], &budget_ms);
  napi_get_value_double(napi, args[5], &patience_ms);
  guest->budget_ns = (uint64_t) (budget_ms * (double) IL_NS_PER_MS);
  guest->patience_ns = (uint64_t) (patience_ms * (double) IL_NS_PER_MS);
  if (guest->poller != NULL) il_guest_arm(guest);
  return NULL;
}


static napi_value close_guest(napi_env napi, napi_callback_info info) {
  (void) info;
  if (guest_of(napi) != NULL) il_guest_close(guest_of(napi));
  return NULL;
}


static napi_value quit(napi_env napi, napi_callback_info info) {
  (void) info;
  if (guest_of(napi) != NULL) il_guest_quit(guest_of(napi));
  return NULL;
}


static napi_value post_hop(napi_env napi, napi_callback_info info) {
  (void) info;
  il_guest_t* guest = guest_of(napi);
  if (guest == NULL) return NULL;
  guest->hops++;
  il_guest_post_hop(guest);
  return NULL;
}


static napi_value before_wait(napi_env napi, napi_callback_info info) {
  (void) info;
  if (guest_of(napi) != NULL) il_guest_before_wait(guest_of(napi));
  return NULL;
}


static napi_value set_referenced(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  if (guest_of(napi) != NULL) napi_get_value_bool(napi, args[0], &guest_of(napi)->referenced);
  return NULL;
}


/* state(): a bit set: 1 a guest is hosted, 2 in a turn, 4 a turn was refused. */
static napi_value state(napi_env napi, napi_callback_info info) {
  (void) info;
  il_guest_t* guest = guest_of(napi);
  napi_value value;
  int bits = guest == NULL ? 0 : 1 | (guest->turning ? 2 : 0) | (guest->foreign ? 4 : 0);
  napi_create_int32(napi, bits, &value);
  return value;
}


/* statistics(Float64Array): see src/host/statistics.ts for the order. */
static napi_value statistics(napi_env napi, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  size_t length;
  void* data;
  il_guest_t* guest = guest_of(napi);
  napi_get_cb_info(napi, info, &count, args, NULL, NULL);
  napi_get_typedarray_info(napi, args[0], NULL, &length, &data, NULL, NULL);
  if (guest == NULL || length < 8) return NULL;
  const il_statistics_t* s = &guest->statistics;
  double* out = data;
  out[0] = (double) s->turns;
  out[1] = (double) atomic_load(&guest->wakes);
  out[2] = (double) s->empty_turns;
  out[3] = (double) s->hops;
  out[4] = s->turns == 0 ? 0 : (double) s->turn_ns / (double) s->turns / 1e6;
  out[5] = (double) il_statistics_percentile(s, 0.99) / 1e6;
  out[6] = (double) s->longest_turn_ns / 1e6;
  out[7] = (double) s->longest_host_ns / 1e6;
  return args[0];
}


void il_guest_exports(napi_env napi, napi_value exports) {
  il_export_address(napi, exports, "turn", (const void*) il_turn);
  il_export_address(napi, exports, "hop", (const void*) il_hop);
  il_export(napi, exports, "open", open_guest);
  il_export(napi, exports, "configure", configure);
  il_export(napi, exports, "close", close_guest);
  il_export(napi, exports, "quit", quit);
  il_export(napi, exports, "postHop", post_hop);
  il_export(napi, exports, "beforeWait", before_wait);
  il_export(napi, exports, "setReferenced", set_referenced);
  il_export(napi, exports, "state", state);
  il_export(napi, exports, "statistics", statistics);
}
