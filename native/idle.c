/* Books the host's waits as idle time of libuv's loop.
 *
 * eventLoopUtilization() asks libuv how long it has waited. A hosted loop
 * never waits in libuv, so an idle program would find itself fully busy, and
 * there are servers that turn requests away then. libuv has no call to add to
 * that time; the place is found by the layout that it has had since 1.45, and
 * is written only while the public calls confirm it. If they do not, only this
 * figure is wrong.
 */
#include "il.h"

typedef struct {
  unsigned int flags;
  uv_metrics_t metrics;
  uint64_t provider_entry_time;
  uint64_t provider_idle_time;
} fields_t;


static bool is_confirmed(uv_loop_t* loop, const fields_t* fields) {
  uv_metrics_t metrics;
  return fields != NULL && uv_metrics_info(loop, &metrics) == 0 && metrics.loop_count > 0 &&
      metrics.loop_count == fields->metrics.loop_count && metrics.events == fields->metrics.events &&
      fields->provider_entry_time == 0 && fields->provider_idle_time == uv_metrics_idle_time(loop);
}


void il_idle_book(uv_loop_t* loop, uint64_t ns) {
  fields_t* fields = loop->internal_fields;
  if (is_confirmed(loop, fields)) fields->provider_idle_time += ns;
}
