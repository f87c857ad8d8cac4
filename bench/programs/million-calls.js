/**
 * Very many pending calls: million-calls.js CALLS SPREAD TIMERS. They are due within SPREAD milliseconds in no order, and
 * half of them are cancelled. Bytes and nanoseconds a call, and how many milliseconds late a call of 2 ms is while the
 * many are pending, and while nothing is.
 *
 * No contestant's clock can be moved, so the first of them must be due when all else has been done, which takes the one
 * longer than the other: a tenth of the calls is scheduled and cancelled before, to see how long, and to be warm.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { spread } from '../stats.js';
import { took } from './cost.js';
import { begin, block, callLater, cancel } from './scheduler.js';
import { report } from './talk.js';

const SHORT = 2;
const LATER = 3_000;
const [calls, width, timers] = process.argv.slice(2).map(Number);
const handles = new Array(calls).fill(undefined);
const delays = Int32Array.from(handles, (_, i) => (i * 7919) % width);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const nanoseconds = process.hrtime.bigint;

function heap() {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

async function lateness() {
  const late = [];
  for (let i = 0; i < timers; i++) {
    const due = performance.now() + SHORT;
    await new Promise((resolve) => callLater(SHORT, resolve));
    late.push(Math.max(0, performance.now() - due));
  }
  return spread(late);
}

function schedule(count, first) {
  for (let i = 0; i < count; i++) handles[i] = callLater(first + delays[i], fn);
}

function cancelEvery(step, count) {
  for (let i = 0; i < count; i += step) cancel(handles[i]);
}

let made = 0;
let firstAt = 0n;
let resolveMade;
const allMade = new Promise((resolve) => {
  resolveMade = resolve;
});

function fn() {
  if (made === 0) firstAt = nanoseconds();
  if (++made === calls / 2) resolveMade(Number(nanoseconds() - firstAt));
}

await begin();
const empty = await lateness();
const trial = await took(() => schedule(calls / 10, 10 * LATER));
cancelEvery(1, calls / 10);
handles.fill(undefined);
const first = LATER + (trial / 1e6) * 50;
const bytesBefore = heap();
const scheduling = await took(() => schedule(calls, first));
const lastDue = performance.now() + first + width;
await new Promise(setImmediate);
const bytes = (heap() - bytesBefore) / calls;
const pending = await lateness();
if (made > 0) throw new Error('a call was due before it was waited for: this machine is too busy');
const cancelling = await took(() => cancelEvery(2, calls));
setImmediate(() => block(lastDue - performance.now() + 1));
const making = await allMade;
report({
  bytes,
  schedule: scheduling / calls,
  cancel: cancelling / (calls / 2),
  fire: making / (calls / 2),
  late: pending.p99,
  latest: pending.max,
  lateEmpty: empty.p99,
});
process.exit();
