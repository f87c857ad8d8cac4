/**
 * One of several operations.
 *
 * It needs no claims and no locks: `selectable.ts` says why. What is left is to make sure that the others have left their
 * lines before anybody hears of the one that was done.
 */
import type { Operation, Outcome, Watcher } from './selectable.ts';

/** Makes of an outcome, and of which operation it is the outcome, that of the choice. */
type Tell = (outcome: Outcome, index: number) => Outcome;

export class Selection implements Operation {
  readonly #operations: readonly Operation[];
  readonly #tell: Tell;
  #watcher: Watcher | undefined = undefined;

  /** Attempts are made in the order given. */
  constructor(operations: readonly Operation[], tell: Tell) {
    this.#operations = operations;
    this.#tell = tell;
  }

  attempt(): Outcome | undefined {
    for (const [index, operation] of this.#operations.entries()) {
      const outcome = operation.attempt();
      if (outcome !== undefined) return this.#tell(outcome, index);
    }
    return undefined;
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
    for (const [index, operation] of this.#operations.entries()) {
      operation.watch({
        choice: this,
        done: (outcome) => this.#finish(outcome, index),
        changed: () => this.#retry(operation, index),
      });
      if (this.#watcher === undefined) return;
    }
  }

  leave(): void {
    this.#watcher = undefined;
    for (const operation of this.#operations) operation.leave();
  }

  #retry(operation: Operation, index: number): void {
    const outcome = operation.attempt();
    if (outcome !== undefined) this.#finish({ ...outcome, givesWay: true }, index);
  }

  #finish(outcome: Outcome, index: number): void {
    const watcher = this.#watcher!;
    this.leave();
    watcher.done(this.#tell(outcome, index));
  }
}
