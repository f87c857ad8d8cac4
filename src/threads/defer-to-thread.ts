/**
 * Calls in the threads of the program's pool, or in those of another reactor's.
 */
import type { Deferred } from '../deferred/index.ts';
import { reactor as theReactor } from '../reactor/global.ts';
import type { Reactor } from '../reactor/reactor.ts';
import type { ThreadCalls } from './call-multiple.ts';
import { ThreadPool } from './pool.ts';
import type { AnyFunction, Returned, ThreadReference } from './types.ts';

const pools = new WeakMap<Reactor, ThreadPool>();

/**
 * The pool of a reactor, made when it is asked for first; it has no thread before it gets a call.
 *
 * @example
 * import { getThreadPool } from 'interloop';
 *
 * console.log(getThreadPool().statistics.threads); // 0
 */
export function getThreadPool(reactor: Reactor = theReactor): ThreadPool {
  const pool = pools.get(reactor) ?? new ThreadPool(reactor);
  pools.set(reactor, pool);
  return pool;
}

/**
 * Changes how many threads the pool of a reactor has at most, also before there is one. At first it is as many as the
 * machine can run at a time; calls that wait for something else than the processor may want more.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is an integer from 1
 * @example
 * import { suggestThreadPoolSize } from 'interloop';
 *
 * suggestThreadPoolSize(20);
 */
export function suggestThreadPoolSize(maxThreads: number, reactor: Reactor = theReactor): void {
  getThreadPool(reactor).adjustPoolsize(undefined, maxThreads);
}

/**
 * Calls a function, by name, in a thread of the program's pool; its result or error comes as a Deferred. Twisted's
 * `threads.deferToThread`; unlike there, to cancel it terminates the thread if that runs the call.
 *
 * @throws what {@link ThreadPool.deferToThread} throws
 * @example
 * import { deferToThread, threadModule } from 'interloop';
 *
 * const crypto = threadModule('node:crypto'); // <typeof import('node:crypto')>
 *
 * const key = await deferToThread(crypto.pbkdf2Sync, 'secret', 'salt', 100_000, 8, 'sha256');
 * console.log(key.length); // 8
 */
export function deferToThread<F extends AnyFunction>(
  fn: ThreadReference<F>,
  ...args: Parameters<F>
): Deferred<Returned<F>> {
  return getThreadPool().deferToThread(fn, ...args);
}

/**
 * The same for a call whose result nobody wants; an error is logged. Twisted's `reactor.callInThread`.
 *
 * @throws what {@link ThreadPool.callInThread} throws
 * @example
 * import { callInThread, threadModule } from 'interloop';
 *
 * const fs = threadModule('node:fs'); // <typeof import('node:fs')>
 *
 * callInThread(fs.accessSync, '.');
 */
export function callInThread<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): void {
  getThreadPool().callInThread(fn, ...args);
}

/**
 * Makes several calls in the same thread, one after the other; the results are lost. An error ends it, and is logged.
 * Twisted's `threads.callMultipleInThread`.
 *
 * @throws what {@link ThreadPool.callMultipleInThread} throws
 * @example
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { callMultipleInThread, threadModule } from 'interloop';
 *
 * const fs = threadModule('node:fs'); // <typeof import('node:fs')>
 * const file = join(tmpdir(), `notes-${process.pid}`);
 *
 * callMultipleInThread([
 *   [fs.writeFileSync, [file, 'first this, ']],
 *   [fs.appendFileSync, [file, 'then that']],
 *   [fs.unlinkSync, [file]],
 * ]);
 */
export function callMultipleInThread<Fs extends readonly AnyFunction[]>(calls: ThreadCalls<Fs>): void {
  getThreadPool().callMultipleInThread(calls);
}
