/** How long do calls take that are waited for? Microseconds: of those with a small answer, and with one of 64 KiB. */
import { spread } from '../../stats.js';
import { now } from '../clock.js';

const LARGE = 65_536;

function timesOf(call, bytes, calls, warmup) {
  const times = [];
  for (let n = -warmup; n < calls; n++) {
    const began = now();
    call(n, bytes);
    if (n >= 0) times.push(now() - began);
  }
  return spread(times);
}

export function blockingTimes(call, calls, warmup) {
  const { p50, p99 } = timesOf(call, 0, calls, warmup);
  return { p50, p99, large: timesOf(call, LARGE, calls, warmup).p50 };
}
