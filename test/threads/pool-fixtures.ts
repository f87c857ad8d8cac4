/**
 * What the tests of thread pools share: pools, a module whose functions they call, and the reactor of this process.
 */
import { type TestContext, test } from 'node:test';
import { threadId } from 'node:worker_threads';
import {
  addObserver,
  type Deferred,
  exposeToThreads,
  type LogEvent,
  Reactor,
  reactor,
  removeObserver,
  ThreadPool,
  type ThreadPoolOptions,
  type ThreadReference,
  threadModule,
} from 'interloop';
import * as ear from './workers/ear.ts';
import { refuse } from './workers/labour.ts';

export const labour = threadModule<typeof import('./workers/labour.ts')>(
  new URL('./workers/labour.js', import.meta.url),
);
export const HERE: string = import.meta.url;

/* What threads tell this one is heard by the reactor of this process. */
exposeToThreads(HERE, { say: ear.say, answer: (word: string) => `${word} in ${threadId}`, refuse });
const ended = reactor.run({ installSignalHandlers: false });
test.after(async () => {
  reactor.stop();
  await ended;
});

export const FOREVER: number = Number.POSITIVE_INFINITY;

/** A pool that is stopped when the test is over. */
export function poolOf(t: TestContext, options: ThreadPoolOptions = {}): ThreadPool {
  const pool = new ThreadPool(new Reactor(), { maxThreads: 1, name: 'the pool', idleTimeout: FOREVER, ...options });
  t.after(() => pool.stop());
  return pool;
}

/** What is logged while the test runs. */
export function logged(t: TestContext): LogEvent[] {
  const events: LogEvent[] = [];
  const observe = (event: LogEvent) => events.push(event);
  addObserver(observe);
  t.after(() => removeObserver(observe));
  return events;
}

/** The code of the error that a Deferred fails with. */
export async function codeOf(deferred: Deferred<unknown>): Promise<string | undefined> {
  return deferred.toPromise().then(
    () => undefined,
    (error) => error.code,
  );
}

export type Wait = ThreadReference<(gate: Int32Array) => unknown>;

export const STOPPED = 'ERR_INTERLOOP_THREAD_STOPPED';
export const DIED = 'ERR_INTERLOOP_THREAD_DIED';
export const CANCELLED = 'ERR_INTERLOOP_CANCELLED';
