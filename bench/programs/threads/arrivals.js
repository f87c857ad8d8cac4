/** Lives in the main thread: how long calls were on their way, in microseconds. */
import { spread } from '../../stats.js';
import { now } from '../clock.js';

const times = [];
let left = 0;
let onLast;

/** Calls `fn` with what was seen when so many have arrived, after some that are not counted. */
export function expect(calls, warmup, fn) {
  left = warmup + calls;
  onLast = () => fn(spread(times.slice(warmup)));
}

export function arrive(sentAt) {
  times.push(now() - sentAt);
  if (--left === 0) onLast();
}
