/**
 * An operation that is given up when a signal is aborted.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { refused } from './refused.ts';
import { giveUp, type Operation, type Outcome, type Watcher } from './selectable.ts';

/** What ends an operation besides its own success. */
export interface WaitOptions {
  /** When it is aborted, the operation fails with its reason, unless it is done by then. */
  readonly signal?: AbortSignal | undefined;
}

/** `operation`, or if there is a signal, one that obeys that. */
export function abortable(operation: Operation, { signal }: WaitOptions, what: string): Operation {
  if (signal === undefined) return operation;
  if (signal instanceof AbortSignal) return new Abortable(operation, signal);
  return refused(new InvalidArgumentError(`The signal of ${what} is an AbortSignal, not ${inspect(signal)}`));
}

class Abortable implements Operation, Watcher {
  readonly #operation: Operation;
  readonly #signal: AbortSignal;
  #watcher: Watcher | undefined = undefined;

  constructor(operation: Operation, signal: AbortSignal) {
    this.#operation = operation;
    this.#signal = signal;
  }

  attempt(): Outcome | undefined {
    if (this.#signal.aborted) return { value: this.#signal.reason, failed: true, givesWay: false };
    return this.#operation.attempt();
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#signal.addEventListener('abort', this.#abort);
    this.#operation.watch(this);
  }

  leave(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#operation.leave();
  }

  giveUp(): Outcome | undefined {
    this.#signal.removeEventListener('abort', this.#abort);
    return giveUp(this.#operation);
  }

  done(outcome: Outcome): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#watcher!.done(outcome);
  }

  changed(): void {
    this.#watcher!.changed();
  }

  readonly #abort = (): void => {
    const aborted = { value: this.#signal.reason, failed: true, givesWay: true };
    this.#watcher!.done(this.giveUp() ?? aborted);
  };
}
