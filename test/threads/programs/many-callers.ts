/** Ten workers make a hundred thousand calls each. */
import { Worker } from 'node:worker_threads';
import { runReactor } from './run-reactor.ts';

const WORKERS = 10;
const CALLS = 100_000;

for (let i = 0; i < WORKERS; i++) {
  new Worker(new URL('../workers/caller.js', import.meta.url), {
    workerData: { who: i, workers: WORKERS, calls: CALLS },
  });
}
await runReactor();
