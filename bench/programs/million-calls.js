/**
 * Very many pending calls: million-calls.js CALLS FIRST SPREAD TIMERS. They are due from FIRST milliseconds on, in no
 * order and within SPREAD milliseconds; half of them are cancelled. Bytes and nanoseconds a call, and how many
 * milliseconds late a call of 2 ms is while the many are pending, and while nothing is.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { spread } from '../stats.js';
import { took } from './cost.js';
import { begin, block, callLater, cancel } from './scheduler.js';
import { report } from './talk.js';

const SHORT = 2;
const [calls, first, width, timers] = process.argv.slice(2).map(Number);
const handles = new Array(calls).fill(undefined);
const delays = Int32Array.from(handles, (_, i) => first + ((i * 7919) % width));

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
const bytesBefore = heap();
const scheduling = await took(() => {
  for (let i = 0; i < calls; i++) handles[i] = callLater(delays[i], fn);
});
const lastDue = performance.now() + first + width;
await new Promise(setImmediate);
const bytes = (heap() - bytesBefore) / calls;
const pending = await lateness();
const cancelling = await took(() => {
  for (let i = 0; i < calls; i += 2) cancel(handles[i]);
});
if (made > 0) throw new Error(`a call was due before all ${calls} were scheduled`);
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
