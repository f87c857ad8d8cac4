import type { DelayedCall, ReactorTime } from '../../reactor/index.ts';
import { reactor } from '../../reactor/index.ts';

/** A delayed call that is put off as long as something happens. */
export class InactivityTimeout {
  /** Where time comes from; without one, the reactor of the program. */
  clock: ReactorTime | undefined;
  readonly #onTimeout: () => void;
  #ms: number | undefined;
  #call: DelayedCall | undefined;

  constructor(onTimeout: () => void) {
    this.#onTimeout = onTimeout;
  }

  get ms(): number | undefined {
    return this.#ms;
  }

  /** So many milliseconds from now, and again after each reset; without a number, never. */
  set(ms: number | undefined): void {
    const call = ms === undefined ? undefined : (this.clock ?? reactor).callLater(ms, () => this.#fire());
    this.#call?.cancel();
    this.#call = call;
    this.#ms = ms;
  }

  reset(): void {
    this.#call?.reset(this.#ms as number);
  }

  #fire(): void {
    this.#call = undefined;
    this.#onTimeout();
  }
}
