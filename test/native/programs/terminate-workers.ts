// Workers that live in a host and are terminated there: idle, busy, and while a call waits for the host's level.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { enter, modal } from 'interloop/host';
import { collect, makeHost } from './host.ts';

const tasks: readonly (() => void)[] = [
  () => {},
  () => void setInterval(() => {}, 1),
  function spin() {
    setImmediate(spin);
  },
  function hop() {
    modal(hop);
  },
];

if (isMainThread) {
  const count = Number(process.argv[3] ?? tasks.length * 2);
  for (let i = 0; i < count; i++) {
    const workerData = { host: process.argv[2], task: i % tasks.length };
    const worker = new Worker(new URL(import.meta.url), { workerData });
    await once(worker, 'message');
    await worker.terminate();
  }
  await collect();
  console.log('done');
} else {
  const entry = enter(makeHost(workerData.host));
  modal(() => {
    parentPort?.postMessage('inside');
    tasks[workerData.task]?.();
  });
  await entry;
}
