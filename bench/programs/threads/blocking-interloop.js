import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { blockingCallFromThread, reactor, threadModule } from '../../interloop.js';
import { blockingTimes } from './blocking-times.js';

if (!isMainThread) {
  const { answer } = threadModule(new URL('./answers.js', import.meta.url));
  const { calls, warmup } = workerData;
  parentPort.postMessage(blockingTimes((n, bytes) => blockingCallFromThread(answer, n, bytes), calls, warmup));
}

export async function measure(calls, warmup) {
  reactor.run({ installSignalHandlers: false });
  const worker = new Worker(new URL(import.meta.url), { workerData: { calls, warmup } });
  return (await once(worker, 'message'))[0];
}
