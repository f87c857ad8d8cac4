/**
 * What does a call from a worker to the main thread cost? thread-calls.js CALLS BATCHES WARMUP. Microseconds a call: CALLS
 * without a result from one thread, and as many from each of ten together, to the last that is made (one, ten), and the processor's
 * time of all threads for one of the ten's (tenCpu); with a result, at once and one after the other, to the last that is
 * heard of (asked, askedSingle).
 */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { costOfEach, took } from './cost.js';
import { report } from './talk.js';
import { told } from './threads/far.js';

const [calls, batches, warmup] = process.argv.slice(2).map(Number);
const TEN = 10;
const FEWER = 4;
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

const many = { batches, warmup };
const few = { batches: Math.ceil(batches / FEWER), warmup: Math.ceil(warmup / FEWER) };
const cost = async (count, run, times = many) => (await costOfEach(count, run, times)) / 1000;
const tell = (workers, count, times) => cost(count, () => batch(workers, 'tell', count, told(count)), times);
const ask = (way, count) => cost(count, () => batch([workers[0]], way, count));

const workers = [await startCaller(0)];
const one = await tell(workers, calls);
const asked = await ask('ask', calls);
const askedSingle = await ask('askSingle', calls / TEN);
for (let who = 1; who < TEN; who++) workers.push(await startCaller(who));
const before = process.cpuUsage();
const ten = await tell(workers, calls * TEN, few);
const { user, system } = process.cpuUsage(before);
report({ one, ten, tenCpu: (user + system) / (calls * TEN * (few.batches + few.warmup)), asked, askedSingle });
process.exit();
