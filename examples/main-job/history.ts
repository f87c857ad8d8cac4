/** What happened in the last seconds, in slices of a quarter of a second. */
import type { BusyHost } from './busy-host.ts';
import type { Work } from './work.ts';

export const SLICE_MS = 250;

export interface Slice {
  readonly requests: number;
  readonly bytes: number;
  /** The worst lateness, in milliseconds. */
  readonly timerLate: number;
  readonly frameLate: number;
}

export class History {
  readonly slices: Slice[] = [];
  readonly #work: Work;
  readonly #busyHost: BusyHost;
  readonly #began = performance.now();
  #requests = 0;
  #bytes = 0;

  constructor(work: Work, busyHost: BusyHost) {
    this.#work = work;
    this.#busyHost = busyHost;
  }

  /** How long it has been going on, in milliseconds. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  /** Ends the current slice if its time is over; tells whether it was. */
  advance(): boolean {
    if (this.elapsed < (this.slices.length + 1) * SLICE_MS) return false;
    const { tally, timer } = this.#work;
    this.slices.push({
      requests: tally.requests - this.#requests,
      bytes: tally.bytes - this.#bytes,
      timerLate: timer.takeWorst(),
      frameLate: this.#busyHost.frames.takeWorst(),
    });
    this.#requests = tally.requests;
    this.#bytes = tally.bytes;
    return true;
  }
}
