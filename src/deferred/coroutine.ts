/**
 * A Deferred that a generator fires.
 *
 * The generator runs until it yields something that has no result yet; the coroutine then stands in that chain as a
 * waiter. What has a result already wakes the coroutine while it is stepping, which then goes round its loop instead
 * of calling itself. A coroutine that has finished is run by whoever woke it. So neither many ready results nor many
 * coroutines that wait for each other need stack.
 *
 * The first wait keeps the async context: AsyncLocalStorage sees in a generator what it sees in an async function.
 */
import { AsyncResource } from 'node:async_hooks';
import { attend, Chain } from './chain.ts';
import { Deferred } from './deferred.ts';
import type { Waiter } from './waiter.ts';

export class Coroutine<R> extends Deferred<Awaited<R>> implements Waiter {
  readonly effect = 'look';
  readonly #generator: Generator<unknown, R, unknown>;
  #context: AsyncResource | undefined = undefined;
  /** What the generator is resumed with, and in the end the result. */
  #value: unknown = undefined;
  #failed = false;
  #isStepping = false;
  #hasArrived = false;
  #isReturning = false;

  constructor(generator: Generator<unknown, R, unknown>) {
    super();
    this.#generator = generator;
    if (this.#proceed()) this.fire(this.#value, this.#failed);
  }

  wake(value: unknown, failed: boolean): Chain | undefined {
    this.#value = value;
    this.#failed = failed;
    this.#hasArrived = true;
    if (this.#isStepping || !this.#context!.runInAsyncScope(this.#proceed, this)) return undefined;
    return !this.called && this.settle(this.#value, this.#failed) ? this : undefined;
  }

  /** Runs the generator as far as it goes; true if to its end. */
  #proceed(): boolean {
    this.#isStepping = true;
    this.waitFor(undefined);
    let awaited: Chain | undefined;
    do {
      this.#hasArrived = false;
      awaited = this.#next();
      if (awaited !== undefined) attend(awaited, this);
    } while (this.#hasArrived);
    this.#isStepping = false;
    if (awaited === undefined) return true;
    this.#context ??= new AsyncResource('InterloopCoroutine');
    if (this.called) awaited.cancel();
    else this.waitFor(awaited);
    return false;
  }

  /** What the generator has to wait for; `undefined` if it came to its end. */
  #next(): Chain | undefined {
    while (!this.#isReturning) {
      try {
        const { value, done } = this.#failed ? this.#generator.throw(this.#value) : this.#generator.next(this.#value);
        this.#value = value;
        this.#failed = false;
        const awaited = Chain.of(value);
        this.#isReturning = done === true;
        if (awaited !== undefined) return awaited;
      } catch (error) {
        this.#value = error;
        this.#failed = true;
        this.#isReturning = true;
      }
    }
    return undefined;
  }
}
