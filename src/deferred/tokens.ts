/**
 * A number of tokens and those who wait for one, in order: what a lock and a semaphore have in common.
 *
 * Who releases serves those who wait, in a loop: a release within a callback of somebody who is being served is left to
 * that loop. Thousands may so wait for a lock with work that is done at once, and nobody overtakes.
 */
import { NotAcquiredError } from '../errors.ts';
import { Deferred } from './deferred.ts';
import { type Entry, Fifo } from './fifo.ts';
import { maybeDeferred, succeed } from './results.ts';

export abstract class Tokens {
  /** How many there are. */
  readonly limit: number;
  readonly #name: string;
  readonly #waiting = new Fifo<Deferred<this>>();
  #tokens: number;
  #isServing = false;

  constructor(name: string, limit: number) {
    this.#name = name;
    this.limit = limit;
    this.#tokens = limit;
  }

  /** How many are free. */
  get tokens(): number {
    return this.#tokens;
  }

  /** How many wait for one. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Fires with this object, which `using` releases, when it is the caller's turn; `cancel()` gives up waiting. */
  acquire(): Deferred<this> {
    if (this.#tokens > 0 && this.#waiting.length === 0) {
      this.#tokens--;
      return succeed(this);
    }
    const entry: Entry<Deferred<this>> = this.#waiting.push(new Deferred<this>(() => this.#waiting.remove(entry)));
    return entry.value;
  }

  /**
   * Gives back what `acquire()` gave; whoever waits longest is called before this returns.
   *
   * @throws NotAcquiredError `ERR_INTERLOOP_NOT_ACQUIRED`
   */
  release(): void {
    if (this.#tokens === this.limit) throw new NotAcquiredError(this.#name);
    this.#tokens++;
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#tokens > 0 && this.#waiting.length > 0) {
      this.#tokens--;
      this.#waiting.shift().callback(this);
    }
    this.#isServing = false;
  }

  /** Acquires, calls `fn` with `args`, waits for what comes of it, releases in any case, and fires with that. */
  run<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Deferred<Awaited<R>> {
    const call = () => maybeDeferred(fn, ...args).addFinally(() => this.release());
    return this.acquire().addCallback(call) as Deferred<Awaited<R>>;
  }

  /**
   * Releases, for `using`.
   *
   * @throws NotAcquiredError `ERR_INTERLOOP_NOT_ACQUIRED`
   */
  [Symbol.dispose](): void {
    this.release();
  }
}
