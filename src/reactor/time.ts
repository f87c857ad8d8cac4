/**
 * What everything that needs time takes: the reactor is one, and so is the `Clock` of `interloop/testing`.
 */
import type { DelayedCall } from './delayed-call.ts';

/**
 * A clock, and calls that it makes later.
 *
 * @example
 * import { Clock } from 'interloop/testing';
 *
 * const remind = (time, what) => time.callLater(60_000, () => console.log(what));  // a reactor, or in a test:
 *
 * const clock = new Clock();
 * remind(clock, 'tea is ready');
 * clock.advance(60_000); // tea is ready
 */
export interface ReactorTime {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number;
  /**
   * Calls a function once, after a delay in milliseconds; those due at the same time are called in the order in which
   * they were asked for.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the delay is a finite number from 0 and `fn` a function
   */
  callLater<Args extends unknown[]>(ms: number, fn: (...args: Args) => void, ...args: Args): DelayedCall;
  /** The calls that are still to come, the first due first. */
  getDelayedCalls(): DelayedCall[];
}
