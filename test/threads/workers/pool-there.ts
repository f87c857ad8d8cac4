/** Called in a ReactorThread. */
import { threadId } from 'node:worker_threads';
import { deferToThread, exposeToThreads, threadModule } from 'interloop';

const labour = threadModule<typeof import('./labour.ts')>(new URL('./labour.js', import.meta.url));
exposeToThreads('data:there', { answer: (word: string) => `${word} in ${threadId}` });

/** Has a thread of the pool ask this one. */
export async function poolThere(): Promise<string> {
  return deferToThread(labour.askBack, 'data:there', 'asked');
}
