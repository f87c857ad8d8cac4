/** Lives in the main thread; the workers call it. */
import { isMainThread } from 'node:worker_threads';
import { reactor } from 'interloop';

const next: number[] = [];
let finished = 0;
let wrong = 0;

export function count(who: number, n: number): void {
  if (!isMainThread || !reactor.running || n !== (next[who] ?? 0)) wrong++;
  next[who] = n + 1;
}

export function finish(workers: number): void {
  if (++finished < workers) return;
  console.log(`${next.reduce((sum, n) => sum + n, 0)} calls from ${next.length} workers, ${wrong} wrong`);
  reactor.stop();
}
