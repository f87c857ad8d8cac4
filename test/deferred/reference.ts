/**
 * Deferreds as one would write them down, without a thought for speed or depth: what the real ones are compared with.
 */
import { AlreadyCalledError, CancelledError, FirstError } from 'interloop';
import type { Maker, Subject } from './programs.ts';

type Result = { readonly failed: boolean; readonly value: unknown };
type Pair = { readonly callback?: (value: unknown) => unknown; readonly errback?: (error: unknown) => unknown };

class Reference implements Subject {
  readonly #canceller: ((subject: Subject) => void) | undefined;
  #result: Result | undefined = undefined;
  #waitsFor: Reference | undefined = undefined;
  #pairs: (Pair | { heir: Reference })[] = [];
  #pauses = 0;
  #isRunning = false;
  #isCalled = false;
  #swallows = false;

  constructor(canceller?: (subject: Subject) => void) {
    this.#canceller = canceller;
  }

  callback(value: unknown): void {
    this.#fire({ failed: false, value });
  }

  errback(value: unknown): void {
    this.#fire({ failed: true, value });
  }

  addCallbacks(callback: (value: unknown) => unknown, errback?: ((error: unknown) => unknown) | undefined): void {
    this.#pairs.push(errback ? { callback, errback } : { callback });
    this.#run();
  }

  addErrback(errback: (error: unknown) => unknown): void {
    this.#pairs.push({ errback });
    this.#run();
  }

  chainDeferred(other: Subject): void {
    this.addCallbacks(
      (value) => other.callback(value),
      (error) => other.errback(error),
    );
  }

  pause(): void {
    this.#pauses++;
  }

  unpause(): void {
    this.#pauses--;
    this.#run();
  }

  cancel(): void {
    this.#waitsFor?.cancel();
    if (this.#isCalled) return;
    this.#canceller?.(this);
    if (this.#isCalled) return;
    this.#swallows = !this.#canceller;
    this.errback(new CancelledError());
  }

  get isCalled(): boolean {
    return this.#isCalled;
  }

  #fire(result: Result): void {
    if (this.#isCalled && !this.#swallows) throw new AlreadyCalledError();
    if (this.#isCalled) {
      this.#swallows = false;
      return;
    }
    this.#isCalled = true;
    this.#result = result;
    this.#run();
  }

  #run(): void {
    if (this.#isRunning) return;
    while (this.#result && this.#pairs.length > 0 && this.#pauses === 0) {
      const pair = this.#pairs.shift()!;
      if ('heir' in pair) {
        const heir = pair.heir;
        heir.#result = this.#result;
        heir.#waitsFor = undefined;
        this.#result = { failed: false, value: undefined };
        heir.#run();
      } else this.#call(this.#result.failed ? pair.errback : pair.callback);
    }
  }

  #call(fn: ((result: unknown) => unknown) | undefined): void {
    if (!fn) return;
    this.#isRunning = true;
    try {
      this.#result = { failed: false, value: fn(this.#result!.value) };
    } catch (error) {
      this.#result = { failed: true, value: error };
    }
    this.#isRunning = false;
    const inner = this.#result.value;
    if (this.#result.failed || !(inner instanceof Reference)) return;
    this.#result = undefined;
    this.#waitsFor = inner;
    if (inner.#result && inner.#pauses === 0) {
      this.#result = inner.#result;
      this.#waitsFor = undefined;
      inner.#result = { failed: false, value: undefined };
    } else inner.#pairs.push({ heir: this });
  }
}

class ReferenceList extends Reference {
  readonly #inputs: Reference[];
  #uncancelled: Reference[] = [];
  #isCancelling = false;

  constructor(
    inputs: Reference[],
    options: { fireOnOneCallback?: boolean; fireOnOneErrback?: boolean; consumeErrors?: boolean },
  ) {
    super();
    this.#inputs = inputs;
    const outcomes: unknown[] = [];
    let pending = inputs.length;
    const note = (index: number, success: boolean, result: unknown): void => {
      outcomes[index] = [success, result];
      pending--;
      if (this.isCalled) return;
      if (success && options.fireOnOneCallback) this.callback([result, index]);
      else if (!success && options.fireOnOneErrback) this.errback(new FirstError(index, result));
      else if (pending === 0) this.callback(outcomes);
    };
    if (pending === 0 && !options.fireOnOneCallback) this.callback([]);
    inputs.forEach((input, index) => {
      input.addCallbacks(
        (value) => {
          note(index, true, value);
          return value;
        },
        (error) => {
          note(index, false, error);
          if (!options.consumeErrors) throw error;
        },
      );
    });
  }

  override cancel(): void {
    if (this.isCalled) {
      super.cancel();
      return;
    }
    const isOutermost = !this.#isCancelling;
    if (isOutermost) this.#uncancelled = [...this.#inputs];
    this.#isCancelling = true;
    while (this.#uncancelled.length > 0) this.#uncancelled.shift()!.cancel();
    if (isOutermost) this.#isCancelling = false;
  }
}

export const reference: Maker = {
  make: (canceller) => new Reference(canceller),
  list: (inputs, options) => new ReferenceList(inputs as Reference[], options),
};
