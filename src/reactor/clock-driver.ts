/**
 * Passes on somebody else's time: the `Clock` of a test.
 */
import type { DelayedCall } from './delayed-call.ts';
import type { Driver } from './driver.ts';
import type { ReactorTime } from './time.ts';

export class ClockDriver implements Driver {
  readonly #time: ReactorTime;
  readonly #pass: () => void;
  #call: DelayedCall | undefined;

  constructor(time: ReactorTime, pass: () => void) {
    this.#time = time;
    this.#pass = pass;
  }

  plan(due: number | undefined): void {
    this.stop();
    if (due !== undefined) this.#call = this.#time.callLater(Math.max(0, due - this.#time.now()), this.#pass);
  }

  stop(): void {
    if (this.#call?.active()) this.#call.cancel();
    this.#call = undefined;
  }
}
