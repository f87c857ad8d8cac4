/**
 * Passes on somebody else's time: the `Clock` of a test.
 */
import type { DelayedCall } from './delayed-call.ts';
import type { Driver, DueTime } from './driver.ts';
import type { ReactorTime } from './time.ts';

export class ClockDriver implements Driver {
  readonly #time: ReactorTime;
  readonly #pass: () => void;
  #call: DelayedCall | undefined;

  constructor(time: ReactorTime, pass: () => void) {
    this.#time = time;
    this.#pass = pass;
  }

  plan(due: DueTime): void {
    this.stop();
    const time = due();
    if (time !== undefined) this.#call = this.#time.callLater(Math.max(0, time - this.#time.now()), this.#pass);
  }

  stop(): void {
    if (this.#call?.active()) this.#call.cancel();
    this.#call = undefined;
  }
}
