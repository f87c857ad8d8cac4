/**
 * Time that stands still until a test moves it.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { checkDelay, type DelayedCall } from '../reactor/delayed-call.ts';
import { DelayedCalls } from '../reactor/delayed-calls.ts';
import type { ReactorTime } from '../reactor/time.ts';

/**
 * A reactor's time for tests: the same delayed calls, on a clock that goes only when it is told to.
 *
 * @example
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock();
 * const seen = [];
 * const tick = () => {
 *   seen.push(clock.now());
 *   clock.callLater(10, tick);
 * };
 * tick();
 * clock.pump([10, 10]);
 * seen; // [0, 10, 20]
 */
export class Clock implements ReactorTime {
  #now: number;
  readonly #calls: DelayedCalls = new DelayedCalls(
    () => this.#now,
    () => {},
  );

  /** @param now what the clock shows at first, in milliseconds */
  constructor(now: number = 0) {
    if (!Number.isFinite(now)) throw new InvalidArgumentError(`A Clock starts at a finite number, not ${inspect(now)}`);
    this.#now = now;
  }

  /** What the clock shows, in milliseconds. */
  now(): number {
    return this.#now;
  }

  /**
   * Calls a function once the clock was advanced by so many milliseconds.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the delay is a finite number from 0 and `fn` a function
   */
  callLater<Args extends unknown[]>(ms: number, fn: (...args: Args) => void, ...args: Args): DelayedCall {
    return this.#calls.add(ms, fn, ...args);
  }

  /** The calls that are still to come, the first due first. */
  getDelayedCalls(): DelayedCall[] {
    return this.#calls.inOrder();
  }

  /**
   * Moves the clock on by so many milliseconds, 0 or more, at once, and then makes all calls that are due, in their
   * order. They all see the new time. Those that they add are made as well if they are due, so a function that goes on
   * with `callLater(0)` for ever makes this go on for ever.
   *
   * What a call throws is thrown when all were made; if several throw, it is an `AggregateError`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  advance(ms: number): void {
    checkDelay('advance', ms);
    this.#now += ms;
    const errors: unknown[] = [];
    while (this.#makeNext(errors));
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} delayed calls threw`);
    if (errors.length > 0) throw errors[0];
  }

  /**
   * Advances by each of these numbers of milliseconds, one after the other.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  pump(steps: Iterable<number>): void {
    if (typeof Object(steps)[Symbol.iterator] !== 'function') {
      throw new InvalidArgumentError(`pump() takes an array of milliseconds, not ${inspect(steps)}`);
    }
    for (const ms of steps) this.advance(ms);
  }

  #makeNext(errors: unknown[]): boolean {
    try {
      return this.#calls.runNext();
    } catch (error) {
      errors.push(error);
      return true;
    }
  }
}
