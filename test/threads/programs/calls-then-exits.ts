/** Two workers call and end at once, while this thread looks at nothing for a while. */
import { Worker } from 'node:worker_threads';
import { exposeToThreads, reactor } from 'interloop';

const heard: string[] = [];

export function say(how: string): void {
  if (heard.push(how) < 2) return;
  console.log(heard.sort().join(' '));
  reactor.stop();
}

exposeToThreads(import.meta.url, { say });
for (const how of ['exits', 'ends']) {
  new Worker(new URL('../workers/calls-and-is-gone.js', import.meta.url), { workerData: [import.meta.url, how] });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await new Promise(setImmediate);
}
await reactor.run();
