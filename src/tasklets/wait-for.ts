/**
 * How a tasklet waits for what is none of ours.
 */
import { inspect } from 'node:util';
import { Deferred } from '../deferred/deferred.ts';
import { isThenable } from '../deferred/thenable.ts';
import { watch } from '../deferred/waiter.ts';
import { InvalidArgumentError } from '../errors.ts';
import { err } from '../log/logger.ts';
import { abortable, type WaitOptions } from './abortable.ts';
import { refused } from './refused.ts';
import type { Operation, Outcome, Watcher } from './selectable.ts';
import { perform } from './wait.ts';

const PROMISE = { name: 'a promise' };

type Source<T> = PromiseLike<T> | ((signal: AbortSignal) => T | PromiseLike<T>);

/**
 * Waits for a promise or Deferred, or for the promise of a function that is given a signal, so that the tasklet stays in order
 * and can be killed.
 *
 * It goes on when its turn has come, where plain `await` goes on beside the others. When it is killed, or the `signal` in the
 * options is aborted, a Deferred is cancelled and the function's signal is aborted; a promise comes to its end alone.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` (rejects, as with everything else)
 * @example
 * import { setTimeout as sleep } from 'node:timers/promises';
 * import { schedule, tasklet, waitFor } from 'interloop';
 *
 * const sleeper = tasklet(async () => {
 *   try {
 *     await waitFor((signal) => sleep(60_000, undefined, { signal }));
 *   } finally {
 *     console.log('woken');
 *   }
 * })();
 * await schedule();
 * sleeper.kill(); // woken, and the timer is gone
 */
export function waitFor<T>(source: Source<T>, options: WaitOptions = {}): Promise<Awaited<T>> {
  return perform(abortable(foreign(source), options, 'waitFor()'), 'for', PROMISE, waitFor);
}

function foreign(source: Source<unknown>): Operation {
  if (typeof source === 'function') return new Foreign(() => Deferred.from(source));
  if (!isThenable(source)) {
    return refused(new InvalidArgumentError(`waitFor() takes a promise or a function, not ${inspect(source)}`));
  }
  const deferred = Deferred.from(source);
  watch(deferred, 'look', () => {});
  return new Foreign(() => deferred);
}

class Foreign implements Operation {
  readonly #begin: () => Deferred<unknown>;
  #deferred: Deferred<unknown> | undefined = undefined;
  #outcome: Outcome | undefined = undefined;
  #watcher: Watcher | undefined = undefined;

  constructor(begin: () => Deferred<unknown>) {
    this.#begin = begin;
  }

  attempt(): Outcome | undefined {
    this.#deferred = this.#begin();
    watch(this.#deferred, 'look', (value, failed) => {
      this.#outcome = { value, failed, givesWay: this.#watcher !== undefined };
      this.#watcher?.done(this.#outcome);
    });
    return this.#outcome;
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
  }

  leave(): void {
    this.#watcher = undefined;
    try {
      this.#deferred?.cancel();
    } catch (error) {
      err(error, 'in the canceller of a Deferred that waitFor() was given');
    }
  }
}
