import type { Scheduler } from '../deferred/scheduler.ts';
import type { Operation, Outcome, Watcher } from './selectable.ts';

/** An operation that time does: after `ms` milliseconds of `clock`, or at once with 0. */
export class Limit implements Operation {
  readonly #ms: number;
  readonly #clock: Scheduler;
  readonly #makeOutcome: () => Outcome;
  #call: { cancel(): void } | undefined = undefined;

  constructor(ms: number, clock: Scheduler, makeOutcome: () => Outcome) {
    this.#ms = ms;
    this.#clock = clock;
    this.#makeOutcome = makeOutcome;
  }

  attempt(): Outcome | undefined {
    return this.#ms === 0 ? this.#makeOutcome() : undefined;
  }

  watch(watcher: Watcher): void {
    this.#call = this.#clock.callLater(this.#ms, () => {
      this.#call = undefined;
      watcher.done(this.#makeOutcome());
    });
  }

  leave(): void {
    this.#call?.cancel();
    this.#call = undefined;
  }
}
