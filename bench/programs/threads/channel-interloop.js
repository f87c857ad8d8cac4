/** The same by a ThreadChannel. */
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { ThreadChannel } from '../../../dist/index.js';

export async function connect() {
  const values = new ThreadChannel({ capacity: 1001 });
  const answers = new ThreadChannel({ capacity: 1 });
  const worker = new Worker(new URL(import.meta.url), { workerData: { values, answers } });
  await answers.receive();
  return {
    async send(value, count) {
      await values.send({ expect: count });
      for (let i = 0; i < count; i++) await values.send(value);
      await answers.receive();
    },
    async end() {
      values.close();
      await once(worker, 'exit');
    },
  };
}

if (!isMainThread) {
  const values = ThreadChannel.open(workerData.values);
  const answers = ThreadChannel.open(workerData.answers);
  await answers.send(0);
  let expected = 0;
  for await (const message of values) {
    if (expected === 0) expected = message.expect;
    else if (--expected === 0) await answers.send(0);
  }
}
