/**
 * What can stand in a chain besides a user's callback.
 */
import { attend, type Chain } from './chain.ts';

/** Is told of the result of a chain when the chain gets to where the waiter stands. */
export interface Waiter {
  /**
   * What becomes of the result: `take` leaves `undefined` behind, `look` leaves the result but answers for an error,
   * `pass` leaves everything as it was.
   */
  readonly effect: 'take' | 'look' | 'pass';
  /** Returns a chain that this made ready to run, so that whoever called runs it: that is how recursion is avoided. */
  wake(result: unknown, failed: boolean): Chain | undefined;
}

class Watcher implements Waiter {
  readonly effect: Waiter['effect'];
  readonly #notify: (result: unknown, failed: boolean) => void;

  constructor(effect: Waiter['effect'], notify: (result: unknown, failed: boolean) => void) {
    this.effect = effect;
    this.#notify = notify;
  }

  wake(result: unknown, failed: boolean): undefined {
    this.#notify(result, failed);
  }
}

/** Calls `notify` once when `chain` gets to this place: at once, if it is there. */
export function watch(
  chain: Chain,
  effect: Waiter['effect'],
  notify: (result: unknown, failed: boolean) => void,
): void {
  attend(chain, new Watcher(effect, notify));
}
