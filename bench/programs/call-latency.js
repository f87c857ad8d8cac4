/**
 * How long is a call from a worker on its way to a main thread that sleeps? call-latency.js CALLS WARMUP DELAY: the worker
 * makes one every DELAY milliseconds. Microseconds.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import { reactor } from '../interloop.js';
import { hostName, makeHost } from './inside.js';
import { report } from './talk.js';
import { arrive, expect } from './threads/arrivals.js';

const [calls, warmup, delay] = process.argv.slice(2).map(Number);
const isOurs = hostName !== undefined || process.env.BENCH_API === 'interloop';

function startCaller(port) {
  const workerData = { calls: calls + warmup, delay, port };
  new Worker(new URL('./threads/now-and-then.js', import.meta.url), { workerData, transferList: port ? [port] : [] });
}

expect(calls, warmup, (seen) => {
  report(seen);
  process.exit();
});
if (isOurs) {
  reactor.callWhenRunning(startCaller);
  await reactor.run({ installSignalHandlers: false, ...(hostName && { host: makeHost() }) });
} else {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', arrive);
  startCaller(port2);
}
