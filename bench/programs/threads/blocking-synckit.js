/** Here it is the main thread that sleeps, and a thread of synckit's that answers. */
import { isMainThread } from 'node:worker_threads';
import { createSyncFn, runAsWorker } from 'synckit';
import { answer } from './answers.js';
import { blockingTimes } from './blocking-times.js';

if (!isMainThread) runAsWorker(answer);

export function measure(calls, warmup) {
  return blockingTimes(createSyncFn(new URL(import.meta.url)), calls, warmup);
}
