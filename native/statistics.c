/* Counters of one guest.
 *
 * Turn times go into a histogram whose buckets grow by an eighth of a power
 * of two, so that a percentile is right to one part in nine from nanoseconds
 * to hours in two kilobytes.
 */
#include "il.h"


static int bucket_of(uint64_t ns) {
  if (ns < 8) return (int) ns;
  int exponent = 63 - __builtin_clzll(ns);
  int bucket = (exponent - 2) * 8 + (int) ((ns >> (exponent - 3)) & 7);
  return bucket < IL_HISTOGRAM_SIZE ? bucket : IL_HISTOGRAM_SIZE - 1;
}


static uint64_t upper_bound_of(int bucket) {
  if (bucket < 8) return (uint64_t) bucket;
  int exponent = bucket / 8 + 2;
  return ((uint64_t) (8 + bucket % 8 + 1) << (exponent - 3)) - 1;
}


void il_statistics_turn(il_statistics_t* statistics, uint64_t ns, bool empty) {
  statistics->turns++;
  if (empty) statistics->empty_turns++;
  statistics->turn_ns += ns;
  if (ns > statistics->longest_turn_ns) statistics->longest_turn_ns = ns;
  statistics->histogram[bucket_of(ns)]++;
}


void il_statistics_host(il_statistics_t* statistics, uint64_t ns) {
  if (ns > statistics->longest_host_ns) statistics->longest_host_ns = ns;
}


uint64_t il_statistics_percentile(const il_statistics_t* statistics, double share) {
  uint64_t wanted = (uint64_t) (share * (double) statistics->turns);
  uint64_t seen = 0;
  for (int i = 0; i < IL_HISTOGRAM_SIZE; i++) {
    seen += statistics->histogram[i];
    if (seen > wanted || seen == statistics->turns) {
      uint64_t bound = upper_bound_of(i);
      return bound < statistics->longest_turn_ns ? bound : statistics->longest_turn_ns;
    }
  }
  return 0;
}
