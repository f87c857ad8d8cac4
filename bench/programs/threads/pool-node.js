/** Threads as one writes them by hand: a message for each call, in turn to each thread, and a table of who waits. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { compute, increment } from './work.js';

const work = { compute, increment };

if (!isMainThread) {
  parentPort.on('message', ([id, name, argument]) => parentPort.postMessage([id, work[name](argument)]));
}

export function makePool(threads) {
  const waiting = new Map();
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url)));
  let last = 0;
  for (const worker of workers) {
    worker.on('message', ([id, value]) => {
      waiting.get(id)(value);
      waiting.delete(id);
    });
  }
  return (name, argument) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      workers[last % threads].postMessage([last, name, argument]);
    });
}
