/**
 * Deferreds for what is known already, and for what may be one thing or the other.
 */
import { checkFunction } from './check.ts';
import { Deferred } from './deferred.ts';
import { isThenable } from './thenable.ts';

/**
 * A Deferred that has been fired with `value`, as in Twisted.
 *
 * @example
 * import { succeed } from 'interloop';
 *
 * succeed('cached').addCallback((page) => console.log(page)); // cached, before addCallback returns
 */
export function succeed(): Deferred<void>;
export function succeed<T>(value: T): Deferred<T>;
export function succeed(value?: unknown): Deferred<unknown> {
  const deferred = new Deferred<unknown>();
  deferred.callback(value);
  return deferred;
}

/**
 * A Deferred that has been fired with `error`, which may be anything, as what is thrown may be.
 *
 * @example
 * import { fail } from 'interloop';
 *
 * fail(new Error('offline')).addErrback((error) => console.log(error.message)); // offline
 */
export function fail(error: unknown): Deferred<never> {
  const deferred = new Deferred<never>();
  deferred.errback(error);
  return deferred;
}

/**
 * Calls `fn` with `args` and makes a Deferred of whatever comes: a Deferred as it is, a promise, a value or an error.
 * It never throws, as in Twisted.
 *
 * @example
 * import { maybeDeferred } from 'interloop';
 *
 * maybeDeferred(JSON.parse, '{').addErrback((error) => console.log(error.name)); // SyntaxError
 */
export function maybeDeferred<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): Deferred<Awaited<R>> {
  let result: unknown;
  try {
    result = checkFunction(fn, 'maybeDeferred()')(...args);
    if (isThenable(result)) return Deferred.from(result) as Deferred<Awaited<R>>;
  } catch (error) {
    return fail(error);
  }
  return succeed(result as Awaited<R>);
}

/**
 * Calls `fn` with `args` and makes a Deferred of the value or the error, without waiting for anything, as in Twisted.
 *
 * @example
 * import { execute } from 'interloop';
 *
 * execute(Math.max, 1, 2).addCallback((most) => console.log(most)); // 2
 */
export function execute<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Deferred<R> {
  let result: R;
  try {
    result = checkFunction(fn, 'execute()')(...args);
  } catch (error) {
    return fail(error);
  }
  return succeed(result);
}
