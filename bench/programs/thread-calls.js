/**
 * What does a call from a worker to the main thread cost? thread-calls.js CALLS BATCHES WARMUP. Microseconds a call: CALLS
 * without a result, from one thread and from ten of them together, to the last that is made (one, ten); with a result, at
 * once and one after the other, to the last that is heard of (asked, askedSingle).
 */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { costOfEach, took } from './cost.js';
import { report } from './talk.js';
import { told } from './threads/far.js';

const [calls, batches, warmup] = process.argv.slice(2).map(Number);
const TEN = 10;
const FEWER = 10;
const api = process.env.BENCH_API || 'node';
const { serve } = await import(`./threads/calls-${api}.js`);

async function startCaller(who) {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./threads/caller.js', import.meta.url), {
    workerData: { api, who, port: port2 },
    transferList: [port2],
  });
  await serve(port1);
  await once(worker, 'message');
  return worker;
}

/** Has these threads do so many calls in all; `until` is when they are all made. */
async function batch(workers, way, count, until) {
  const done = Promise.all(workers.map((worker) => once(worker, 'message')));
  const cost = await took(() => {
    for (const worker of workers) worker.postMessage([way, count / workers.length]);
    return until ?? done;
  });
  await done;
  return cost;
}

const cost = async (count, run) => (await costOfEach(count, run, { batches, warmup })) / 1000;
const tell = (workers) => cost(calls, () => batch(workers, 'tell', calls, told(calls)));
const ask = (way, count) => cost(count, () => batch([workers[0]], way, count));

const workers = [await startCaller(0)];
const one = await tell(workers);
const asked = await ask('ask', calls);
const askedSingle = await ask('askSingle', calls / FEWER);
for (let who = 1; who < TEN; who++) workers.push(await startCaller(who));
report({ one, ten: await tell(workers), asked, askedSingle });
process.exit();
