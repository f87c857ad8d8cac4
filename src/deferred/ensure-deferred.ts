import { NotACoroutineError } from '../errors.ts';
import { Coroutine } from './coroutine.ts';
import { Deferred } from './deferred.ts';
import { type CoroutineGenerator, isGenerator } from './inline-callbacks.ts';
import { isThenable } from './thenable.ts';

/**
 * A Deferred of what an async function or a generator comes to; a Deferred is returned as it is, as in Twisted.
 *
 * An async function may be given itself instead of its promise: it is called with a signal, which `cancel()` aborts.
 *
 * @throws NotACoroutineError `ERR_INTERLOOP_NOT_A_COROUTINE`
 * @example
 * import { ensureDeferred, succeed } from 'interloop';
 *
 * ensureDeferred(async () => (await succeed(20)) + 1).addCallback((sum) => console.log(sum)); // 21
 */
export function ensureDeferred<T>(
  coroutine: PromiseLike<T> | CoroutineGenerator<T> | ((signal: AbortSignal) => PromiseLike<T>),
): Deferred<Awaited<T>> {
  if (isThenable(coroutine) || typeof coroutine === 'function') return Deferred.from<T>(coroutine);
  if (isGenerator(coroutine)) return new Coroutine(coroutine);
  throw new NotACoroutineError('ensureDeferred() takes a promise, a generator or an async function', coroutine);
}
