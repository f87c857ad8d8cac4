/** The same by comlink: a call for each value, whose answers are awaited batch by batch. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

export async function connect() {
  const worker = new Worker(new URL(import.meta.url));
  const { put } = wrap(nodeEndpoint(worker));
  await put();
  return {
    async send(value, count) {
      const answers = [];
      for (let i = 0; i < count; i++) answers.push(put(value));
      await Promise.all(answers);
    },
    end: () => worker.terminate(),
  };
}

if (!isMainThread) expose({ put() {} }, nodeEndpoint(parentPort));
