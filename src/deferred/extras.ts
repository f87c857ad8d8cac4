/**
 * What few chains have: stacks for debugging, a signal for others to listen to, an error that nobody handled yet.
 */
import { CancelledError } from '../errors.ts';
import type { Place } from './debugging.ts';
import { Complaint, complain, withdraw } from './unhandled.ts';

export class Extras {
  created: Place | undefined = undefined;
  fired: Place | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #complaint: Complaint | undefined = undefined;

  signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#controller?.abort(new CancelledError(reason));
  }

  /** Whether `owner` has an error that nobody answers for: from now on it is reported with `owner`'s end, or no longer. */
  account(owner: object, isUnhandled: boolean, error: unknown): void {
    if (this.#complaint !== undefined) {
      if (isUnhandled && this.#complaint.error === error) return;
      withdraw(this.#complaint);
      this.#complaint = undefined;
    }
    if (!isUnhandled) return;
    this.#complaint = new Complaint(error, this.created, this.fired);
    complain(owner, this.#complaint);
  }
}
