/**
 * Passes that happen only inside calls which a host makes on its own thread.
 *
 * This is Twisted's contract for a waker written in the host's language: the waker is handed one function at a time and
 * sees to it that the host calls it soon. At most one function is outstanding, none while nothing is due. A function
 * that is called twice does nothing the second time. A waker that throws is asked again a little later, so that one
 * failure does not stop the reactor for ever, which it did in Twisted.
 */
import { err } from '../log/index.ts';
import type { Driver, DriverMaker, DueTime } from './driver.ts';

/**
 * Hands the host a function to call on its own thread: Twisted's waker. If it throws, it is asked again after 50 ms.
 */
export type FunctionWaker = (turn: () => void) => void;

const RETRY_MS = 50;

export class WakerDriver implements Driver {
  readonly isExclusive = true;
  readonly #waker: FunctionWaker;
  readonly #pass: () => void;
  readonly #asker: Driver;
  #outstanding: (() => void) | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** @param makeAsker makes what knows when to ask for a turn */
  constructor(waker: FunctionWaker, pass: () => void, makeAsker: DriverMaker) {
    this.#waker = waker;
    this.#pass = pass;
    this.#asker = makeAsker(() => this.#ask());
  }

  plan(due: DueTime): void {
    if (!this.#outstanding) this.#asker.plan(due);
  }

  stop(): void {
    clearTimeout(this.#retry);
    this.#outstanding = undefined;
    this.#asker.stop();
  }

  #ask(): void {
    if (this.#outstanding) return;
    const turn = () => {
      if (this.#outstanding !== turn) return;
      this.#outstanding = undefined;
      this.#pass();
    };
    this.#outstanding = turn;
    try {
      this.#waker(turn);
    } catch (error) {
      err(error, 'while asking the host for a turn');
      if (this.#outstanding !== turn) return;
      this.#outstanding = undefined;
      this.#retry = setTimeout(() => this.#ask(), RETRY_MS);
    }
  }
}
