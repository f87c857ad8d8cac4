/**
 * The end of a tasklet, which others wait for.
 */
import { type Entry, Fifo } from '../deferred/fifo.ts';
import type { Operation, Outcome, Watcher } from './selectable.ts';

export class Ending {
  /** What it came to; nothing while it lives. */
  outcome: Outcome | undefined = undefined;
  readonly #joiners = new Fifo<Join>();

  join(): Operation {
    return new Join(this, this.#joiners);
  }

  /** It has ended: those who wait for that go on, in the order in which they came. Tells whether there are any. */
  end(value: unknown, failed: boolean): boolean {
    const isAwaited = this.#joiners.length > 0;
    this.outcome = { value, failed, givesWay: false };
    while (this.#joiners.length > 0) this.#joiners.shift().done({ value, failed, givesWay: true });
    return isAwaited;
  }
}

class Join implements Operation {
  readonly #ending: Ending;
  readonly #joiners: Fifo<Join>;
  #entry: Entry<Join> | undefined = undefined;
  #watcher: Watcher | undefined = undefined;

  constructor(ending: Ending, joiners: Fifo<Join>) {
    this.#ending = ending;
    this.#joiners = joiners;
  }

  attempt(): Outcome | undefined {
    return this.#ending.outcome;
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#entry = this.#joiners.push(this);
  }

  leave(): void {
    if (this.#entry !== undefined) this.#joiners.remove(this.#entry);
    this.#entry = undefined;
  }

  done(outcome: Outcome): void {
    this.#entry = undefined;
    this.#watcher!.done(outcome);
  }
}
