/** Values to a worker by a bare MessagePort; the worker tells when it has as many as it was told to expect. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

export async function connect() {
  const worker = new Worker(new URL(import.meta.url));
  await once(worker, 'message');
  let resolve;
  worker.on('message', () => resolve());
  return {
    send(value, count) {
      worker.postMessage({ expect: count });
      for (let i = 0; i < count; i++) worker.postMessage(value);
      return new Promise((done) => {
        resolve = done;
      });
    },
    end: () => worker.terminate(),
  };
}

if (!isMainThread) {
  let expected = 0;
  parentPort.on('message', (message) => {
    if (expected === 0) expected = message.expect;
    else if (--expected === 0) parentPort.postMessage(0);
  });
  parentPort.postMessage(0);
}
