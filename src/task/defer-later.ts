import { inspect } from 'node:util';
import { Deferred } from '../deferred/deferred.ts';
import { InvalidArgumentError } from '../errors.ts';
import type { ReactorTime } from '../reactor/time.ts';

/**
 * Calls `fn` with `args` after so many milliseconds and fires with what comes of it; without a function it just waits.
 * Twisted's `deferLater`.
 *
 * `cancel()` takes the call back, or, when it was made, cancels the Deferred that it returned.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { deferLater } from 'interloop';
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock(); // or the reactor
 * deferLater(clock, 1000, Math.max, 1, 2).addCallback((most) => console.log(most));
 * clock.advance(1000); // 2
 */
export function deferLater(time: ReactorTime, ms: number): Deferred<void>;
export function deferLater<Args extends unknown[], R>(
  time: ReactorTime,
  ms: number,
  fn: (...args: Args) => R,
  ...args: Args
): Deferred<Awaited<R>>;
export function deferLater(
  time: ReactorTime,
  ms: number,
  fn?: (...args: unknown[]) => unknown,
  ...args: unknown[]
): Deferred<unknown> {
  if (typeof time?.callLater !== 'function') {
    throw new InvalidArgumentError(`deferLater() takes a reactor or a Clock first, not ${inspect(time)}`);
  }
  if (fn !== undefined && typeof fn !== 'function') {
    throw new InvalidArgumentError(`deferLater() takes a function after the delay, not ${inspect(fn)}`);
  }
  const deferred = new Deferred<void>(() => call.cancel());
  const call = time.callLater(ms, () => deferred.callback());
  return deferred.addCallback(() => fn?.(...args));
}
