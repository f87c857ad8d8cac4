/**
 * Time, as little of it as Deferreds need: a reactor and a fake clock fit, and Node's own timers serve when none is given.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

/** Something that calls a function later, as much of it as a Deferred needs: a reactor, or a `Clock` in tests. */
export interface Scheduler {
  /** Calls `fn` after `ms` milliseconds, unless it is cancelled before. */
  callLater(ms: number, fn: () => void): { cancel(): void };
}

/** `setTimeout` fires at once when it is given more. */
const LONGEST = 2 ** 31 - 1;

export const timers: Scheduler = {
  callLater(ms, fn) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = left > LONGEST ? setTimeout(wait, LONGEST, left - LONGEST) : setTimeout(fn, left);
    };
    wait(ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

export function checkScheduler(scheduler: Scheduler, what: string): void {
  if (typeof scheduler?.callLater === 'function') return;
  throw new InvalidArgumentError(`${what} takes its time from a reactor or a Clock, not from ${inspect(scheduler)}`);
}

export function checkMilliseconds(ms: number, what: string): void {
  if (typeof ms === 'number' && ms >= 0 && ms < Infinity) return;
  throw new InvalidArgumentError(`${what} takes a finite number of milliseconds, 0 or more, not ${inspect(ms)}`);
}
