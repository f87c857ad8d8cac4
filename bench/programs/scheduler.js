/**
 * Calls that come later, under one name for each contestant: those of Node's timers, or those of the reactor. A process
 * uses one of the two, so neither pays for the other's being there.
 */
import { reactor } from '../interloop.js';

const isOurs = process.env.BENCH_API === 'interloop';

export const callLater = isOurs ? (ms, fn) => reactor.callLater(ms, fn) : (ms, fn) => setTimeout(fn, ms);
export const cancel = isOurs ? (call) => call.cancel() : (call) => clearTimeout(call);

/** Has what makes the calls run from here on. */
export async function begin() {
  if (!isOurs) return;
  reactor.run({ installSignalHandlers: false });
  await new Promise((resolve) => reactor.callWhenRunning(resolve));
}

/** Keeps this thread from everything for so many milliseconds, without using the processor. */
export function block(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
