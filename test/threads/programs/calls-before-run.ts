import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { exposeToThreads, reactor } from 'interloop';

export function say(word: string): void {
  console.log(`${reactor.running ? 'running' : 'not running'} ${word}`);
  reactor.stop();
}

exposeToThreads(import.meta.url, { say });
const worker = new Worker(new URL('../workers/early.js', import.meta.url), { workerData: import.meta.url });
await once(worker, 'exit');
await reactor.run();
