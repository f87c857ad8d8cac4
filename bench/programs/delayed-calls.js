/**
 * What does a delayed call cost? delayed-calls.js CALLS BATCHES WARMUP. Nanoseconds a call.
 *
 * A batch is scheduled in one go. When the loop has turned once, and whoever has to arm a timer for it has done so, the
 * thread sleeps until all are due: the batch is then made in one go, too.
 */
import { costOfEach, took } from './cost.js';
import { begin, block, callLater, cancel } from './scheduler.js';
import { report } from './talk.js';

const SOON = 10;
const SCATTER = 100;
const LATE = 60_000;

const [calls, batches, warmup] = process.argv.slice(2).map(Number);
const same = new Array(calls).fill(SOON);
const scattered = Array.from(same, (_, i) => SOON + ((i * 7919) % SCATTER));
const handles = new Array(calls).fill(undefined);
const nothing = () => {};
const now = process.hrtime.bigint;

/** Scheduling all, and from the first that is made to the last. */
function made(delays, longest) {
  return new Promise((resolve) => {
    let left = calls;
    let scheduling = 0n;
    let firstAt = 0n;
    const fn = () => {
      if (left === calls) firstAt = now();
      if (--left === 0) resolve(Number(scheduling + now() - firstAt));
    };
    const began = now();
    for (let i = 0; i < calls; i++) callLater(delays[i], fn);
    scheduling = now() - began;
    setImmediate(block, longest + 1);
  });
}

function cancelled() {
  for (let i = 0; i < calls; i++) handles[i] = callLater(LATE, nothing);
  for (let i = 0; i < calls; i++) cancel(handles[i]);
}

function cancelledAtOnce() {
  for (let i = 0; i < calls; i++) cancel(callLater(LATE, nothing));
}

const cost = (batch) => costOfEach(calls, batch, { batches, warmup });

await begin();
report({
  made: await cost(() => made(same, SOON)),
  cancelled: await cost(() => took(cancelled)),
  atOnce: await cost(() => took(cancelledAtOnce)),
  scattered: await cost(() => made(scattered, SOON + SCATTER)),
});
process.exit();
