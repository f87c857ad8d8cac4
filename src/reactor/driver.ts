/**
 * What makes a reactor's passes happen: Node's own loop, or the call that a waker brings to a host's thread.
 *
 * The reactor says when its next pass is due; it says so often, so a driver notes it and looks once, at the end of the
 * callback that is running. One timer is armed for the earliest due time, and nothing at all while nothing is due. A timer that
 * turns out to be too early stays, and its pass finds nothing to do: limits of time are mostly cancelled, each the earliest
 * in its turn, and a timer armed anew for each costs more than the call itself.
 */
import { performance } from 'node:perf_hooks';

/** Tells when the next pass is due, on the driver's clock, or that none is. */
export type DueTime = () => number | undefined;

export interface Driver {
  /** When the next pass is due may have changed. May be called again and again. */
  plan(due: DueTime): void;
  /** Makes no more passes. */
  stop(): void;
  /** Whether nothing may happen but in its passes, as these are on a host's time. */
  readonly isExclusive?: boolean;
}

/** Makes a driver that calls `pass`. */
export type DriverMaker = (pass: () => void) => Driver;

/** Milliseconds that never go back. */
export function monotonic(): number {
  return performance.now();
}

const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Passes on Node's loop, in a host as well. Keeps the process alive until it is stopped. */
export class NodeDriver implements Driver {
  readonly #pass: () => void;
  readonly #keepAlive: NodeJS.Timeout = setInterval(() => {}, LONGEST_TIMEOUT);
  #due: DueTime | undefined;
  #armedFor: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isLooking = false;
  #isStopped = false;

  constructor(pass: () => void) {
    this.#pass = pass;
  }

  plan(due: DueTime): void {
    this.#due = due;
    if (this.#isLooking || this.#isStopped) return;
    this.#isLooking = true;
    queueMicrotask(this.#look);
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#keepAlive);
    this.#disarm();
  }

  readonly #look = (): void => {
    this.#isLooking = false;
    if (this.#isStopped || this.#immediate) return;
    const due = this.#due?.();
    if (due !== undefined && this.#armedFor !== undefined && this.#armedFor <= due) return;
    this.#disarm();
    if (due === undefined) return;
    const wait = due - monotonic();
    this.#armedFor = due;
    if (wait <= 0) this.#immediate = setImmediate(this.#run);
    else this.#timer = setTimeout(this.#run, Math.min(Math.ceil(wait), LONGEST_TIMEOUT));
  };

  readonly #run = (): void => {
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#armedFor = undefined;
    this.#pass();
  };

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#armedFor = undefined;
  }
}
