/**
 * So many bytes a second.
 *
 * What is not used is saved up to a second's worth. More may be spent than there is, since what has come in has come in; then
 * there is a debt, and whoever spends is to pause until time has paid it. So the limit holds over any longer time whatever the
 * size of the pieces is, and nothing has to be kept back.
 */
import type { DelayedCall, ReactorTime } from '../../reactor/index.ts';

export class Allowance {
  readonly #perSecond: number;
  readonly #clock: ReactorTime;
  readonly #onChange: (isExceeded: boolean) => void;
  #left: number;
  #at: number;
  #call: DelayedCall | undefined;

  constructor(perSecond: number, clock: ReactorTime, onChange: (isExceeded: boolean) => void) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#left = perSecond;
    this.#at = clock.now();
  }

  /** Whether whoever spends is to pause. */
  get isExceeded(): boolean {
    return this.#call !== undefined;
  }

  spend(bytes: number): void {
    this.#earn();
    this.#left -= bytes;
    this.#check();
  }

  /** Somebody is there who spends. */
  start(): void {
    this.#earn();
    this.#check();
  }

  /** Nobody is there any more who would have to pause. The debt stays. */
  stop(): void {
    this.#call?.cancel();
    this.#call = undefined;
  }

  #earn(): void {
    const now = this.#clock.now();
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }

  #check(): void {
    if (this.#call || this.#left >= 0) return;
    this.#wait();
    this.#onChange(true);
  }

  #wait(): void {
    const ms = Math.ceil((-this.#left / this.#perSecond) * 1000);
    this.#call = this.#clock.callLater(ms, () => {
      this.#earn();
      this.#call = undefined;
      if (this.#left < 0) this.#wait();
      else this.#onChange(false);
    });
  }
}
