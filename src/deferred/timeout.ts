/**
 * A limit of time for what stands before it in a chain.
 */
import { CancelledError, TimeoutError } from '../errors.ts';
import { checkFunction } from './check.ts';
import type { Deferred } from './deferred.ts';
import { checkMilliseconds, checkScheduler, type Scheduler } from './scheduler.ts';
import { watch } from './waiter.ts';

/** What becomes of the result, value or error, of a Deferred that took longer than `ms` milliseconds. */
export type OnTimeout<U> = (result: unknown, ms: number) => U;

export function addTimeout<T, U>(
  deferred: Deferred<T>,
  ms: number,
  clock: Scheduler,
  onTimeout: OnTimeout<U> | undefined,
): Deferred<T | Awaited<U>> {
  checkMilliseconds(ms, 'addTimeout()');
  checkScheduler(clock, 'addTimeout()');
  if (onTimeout !== undefined) checkFunction(onTimeout, 'addTimeout()');
  let isLate = false;
  const call = clock.callLater(ms, () => {
    isLate = true;
    deferred.cancel();
  });
  watch(deferred, 'pass', () => {
    if (!isLate) call.cancel();
  });
  return deferred.addCallbacks(
    (value) => (isLate && onTimeout ? onTimeout(value, ms) : value),
    (error) => {
      if (isLate && onTimeout) return onTimeout(error, ms);
      throw isLate && error instanceof CancelledError ? new TimeoutError('The Deferred', ms, error) : error;
    },
  ) as Deferred<T | Awaited<U>>;
}
