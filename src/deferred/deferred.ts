/**
 * A result that is not there yet, and the callbacks that it will go through.
 *
 * **Chaining.** A Deferred is fired once, with a value or with an error. Its callbacks stand in a row, in pairs: a value
 * goes to the callback of the next pair, an error to the errback. What either returns is the value for the pair after it,
 * what either throws is the error: to fail, throw; to recover, return. There is no wrapper around errors. All of it
 * happens while `callback()` or `errback()` is on the stack, or within `addCallback()` if the result is there already:
 * nothing is put off to a microtask, and this is what Deferreds have over promises. `addCallback` returns the same
 * Deferred, so that a chain is one line of events and not a tree: there is one result, and each callback replaces it.
 *
 * A callback that returns a Deferred (or a promise, for which one is made) holds its chain up until that has a result, and
 * then takes the result away: `undefined` is left, so that an error has one owner and is reported once if nobody
 * handles it. Twenty thousand Deferreds may wait for each other: the one that gets a result hands it to the one that waits
 * by returning it to a loop, never by calling it. Hence waiters return chains that are ready, in `waiter.ts`.
 *
 * Outsiders look without taking. `await d`, `yield d` and `toPromise()` stand in the row like a callback, pass on what they
 * see, and answer for an error from there on. Awaiting twice gives the same twice. `await d` stands where the chain ended
 * one microtask after the call, because that is when the language asks; `await d.toPromise()` stands where it is written.
 *
 * **Re-entrance.** A callback may do anything to its own Deferred. What it adds goes to the end of the row and runs after it
 * returned. A Deferred that it fires runs to its end, within it. A pause that it makes holds from the next callback on.
 *
 * **Cancellation.** `cancel()` is a wish that goes to whoever is working: along the row of Deferreds that wait for each other
 * to the one that has not been fired, and there to the canceller. If that does not fire it, the Deferred fails with a
 * CancelledError, which runs through the errbacks like every other error, and may be recovered from. Who has no canceller
 * does not know that the result is no longer wanted and fires later: that one firing is swallowed. A Deferred whose work
 * is done cannot be cancelled. `addTimeout()` and `cancelOn()` cancel too; they hold for what stands before them.
 *
 * **Rejected**: Callbacks that run in microtasks (it breaks programs that count on order, and costs a turn per step); a
 * new object per callback, as `then` makes (it is slower, and cancellation would have to find its way up a tree); a
 * Failure object around errors (`throw` and `catch` have none).
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { withContext } from './callback-context.ts';
import { attend, Chain } from './chain.ts';
import { checkFunction } from './check.ts';
import { type Scheduler, timers } from './scheduler.ts';
import type { Callback } from './step.ts';
import { isThenable } from './thenable.ts';
import { addTimeout, type OnTimeout } from './timeout.ts';
import { watch } from './waiter.ts';

/** What ends a Deferred besides its own work. */
export interface DeferredOptions {
  /** Cancels the Deferred when it is aborted, with the signal's reason as the cause. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A result that is not there yet, and the callbacks that it will go through: Twisted's Deferred, without a Failure.
 *
 * `canceller` gives the work up: it is called at most once, with the Deferred, and may fire it.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Deferred } from 'interloop';
 *
 * const d = new Deferred();
 * d.addCallback((word) => word.length).addCallback((length) => console.log(length));
 * d.callback('hello'); // 5
 */
export class Deferred<T = void> extends Chain implements PromiseLike<T> {
  constructor(canceller?: ((deferred: Deferred<T>) => void) | undefined, options?: DeferredOptions) {
    if (canceller !== undefined) checkFunction(canceller, 'A canceller');
    super(canceller);
    if (options?.signal !== undefined) this.cancelOn(options.signal);
  }

  /**
   * Makes a Deferred of a promise, or of a function that is given a signal, which `cancel()` aborts, and returns a promise.
   *
   * A Deferred is returned as it is. Twisted has it as `fromFuture` and `fromCoroutine`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { setTimeout as sleep } from 'node:timers/promises';
   * import { Deferred } from 'interloop';
   *
   * const d = Deferred.from((signal) => sleep(10_000, 'late', { signal }));
   * d.addErrback((error) => console.log(error.code));
   * d.cancel(); // ERR_INTERLOOP_CANCELLED, and the timer is gone
   */
  static from<T>(
    source: PromiseLike<T> | ((signal: AbortSignal) => T | PromiseLike<T>),
    options?: DeferredOptions,
  ): Deferred<Awaited<T>> {
    const deferred = source instanceof Deferred ? source : new Deferred<Awaited<T>>();
    if (typeof source === 'function') deferred.#call(source);
    else if (!isThenable(source)) {
      throw new InvalidArgumentError(`Deferred.from() takes a promise or a function, not ${inspect(source)}`);
    } else if (source !== deferred) deferred.follow(source);
    return options?.signal === undefined ? deferred : deferred.cancelOn(options.signal);
  }

  #call(fn: (signal: AbortSignal) => unknown): void {
    try {
      const result = fn(this.signal);
      if (isThenable(result)) this.follow(result);
      else this.fire(result, false);
    } catch (error) {
      this.fire(error, true);
    }
  }

  /**
   * Fires it with a value: the callbacks are called before this returns.
   *
   * The value is given on as it is, even if it is a Deferred or a promise. Takes what the first callback takes: fire a
   * Deferred through the variable that `new` gave, whose type is that of the value.
   *
   * @throws AlreadyCalledError `ERR_INTERLOOP_ALREADY_FIRED`
   */
  callback(value: T): void {
    this.fire(value, false);
  }

  /**
   * Fires it with an error: the errbacks are called before this returns.
   *
   * @throws AlreadyCalledError `ERR_INTERLOOP_ALREADY_FIRED`
   * @example
   * import { Deferred } from 'interloop';
   *
   * const d = new Deferred();
   * d.addErrback((error) => console.log(error.message));
   * d.errback(new Error('no such mailbox')); // no such mailbox
   */
  errback(error: unknown): void {
    this.fire(error, true);
  }

  /**
   * Adds a function for the value; errors pass it by.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  addCallback<U, A extends readonly unknown[]>(
    callback: (value: T, ...args: A) => U,
    ...args: A
  ): Deferred<Awaited<U>> {
    return this.#add(checkFunction(callback, 'addCallback()'), undefined, args);
  }

  /**
   * Adds a function for what was thrown; values pass it by.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { fail } from 'interloop';
   *
   * fail(new Error('no answer'))
   *   .addErrback(() => 'a guess')
   *   .addCallback((answer) => console.log(answer)); // a guess
   */
  addErrback<U, A extends readonly unknown[]>(
    errback: (error: unknown, ...args: A) => U,
    ...args: A
  ): Deferred<T | Awaited<U>> {
    return this.#add(undefined, checkFunction(errback, 'addErrback()'), args);
  }

  /**
   * Adds a pair, of which one is called: an error of `callback` goes to the next errback in the row, not to this one.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { succeed } from 'interloop';
   *
   * succeed('{')
   *   .addCallbacks(JSON.parse, () => console.log('not called'))
   *   .addErrback((error) => console.log(error.name)); // SyntaxError
   */
  addCallbacks<U, V = never>(
    callback: (value: T) => U,
    errback?: ((error: unknown) => V) | undefined,
  ): Deferred<Awaited<U> | Awaited<V>> {
    if (errback !== undefined) checkFunction(errback, 'addCallbacks()');
    return this.#add(checkFunction(callback, 'addCallbacks()'), errback, NONE);
  }

  /**
   * Adds one function for values and errors alike, which cannot tell one from the other.
   *
   * For cleaning up, use `addFinally()`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  addBoth<U, A extends readonly unknown[]>(both: (result: unknown, ...args: A) => U, ...args: A): Deferred<Awaited<U>> {
    return this.#add(checkFunction(both, 'addBoth()'), both, args);
  }

  /**
   * Adds a function that is called with nothing in either case and does not change the result, unless it fails itself.
   *
   * If it returns a Deferred or a promise, that is waited for.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { succeed } from 'interloop';
   *
   * succeed('mail')
   *   .addFinally(() => console.log('connection closed'))
   *   .addCallback((mail) => console.log(mail)); // connection closed, mail
   */
  addFinally(cleanUp: () => unknown): Deferred<T> {
    checkFunction(cleanUp, 'addFinally()');
    return this.#add(
      (value) => after(cleanUp(), () => value),
      (error) =>
        after(cleanUp(), () => {
          throw error;
        }),
      NONE,
    );
  }

  /**
   * Fires `other` with the result, which leaves `undefined` here.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { Deferred, succeed } from 'interloop';
   *
   * const other = new Deferred();
   * other.addCallback((x) => console.log(x));
   * succeed(1).chainDeferred(other); // 1
   */
  chainDeferred(other: Pick<Deferred<T>, 'callback' | 'errback'>): Deferred<void> {
    if (!(other instanceof Deferred)) {
      throw new InvalidArgumentError(`chainDeferred() takes a Deferred, not ${inspect(other)}`);
    }
    const wake = (result: unknown, failed: boolean) => (other.settle(result, failed) ? other : undefined);
    attend(this, { effect: 'take', wake });
    return this as unknown as Deferred<void>;
  }

  /**
   * Cancels what stands before this in the row if it takes longer than `ms` milliseconds of `clock` (a reactor, a `Clock`;
   * at first Node's timers), and then turns a CancelledError that arrives here into a TimeoutError (`ERR_INTERLOOP_TIMEOUT`).
   *
   * `onTimeout(result, ms)` is called instead of that translation, with the value or error that arrived.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { Deferred } from 'interloop';
   *
   * new Deferred().addTimeout(10).addErrback((error) => console.log(error.code)); // ERR_INTERLOOP_TIMEOUT
   */
  addTimeout<U = never>(
    ms: number,
    clock: Scheduler = timers,
    onTimeout?: OnTimeout<U> | undefined,
  ): Deferred<T | Awaited<U>> {
    return addTimeout(this, ms, clock, onTimeout);
  }

  /**
   * Cancels what stands before this in the row when `signal` is aborted; the signal's reason is the error's `cause`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { Deferred } from 'interloop';
   *
   * const controller = new AbortController();
   * new Deferred().cancelOn(controller.signal).addErrback((error) => console.log(error.code, error.cause));
   * controller.abort('closed'); // ERR_INTERLOOP_CANCELLED closed
   */
  cancelOn(signal: AbortSignal): this {
    if (!(signal instanceof AbortSignal)) {
      throw new InvalidArgumentError(`cancelOn() takes an AbortSignal, not ${inspect(signal)}`);
    }
    const abort = () => this.cancel(signal.reason);
    if (signal.aborted) abort();
    else {
      signal.addEventListener('abort', abort);
      watch(this, 'pass', () => signal.removeEventListener('abort', abort));
    }
    return this;
  }

  /**
   * A promise of the result at this place of the row; the result stays, which Twisted's `asFuture` takes away, and an
   * error is answered for by the promise.
   *
   * @example
   * import { succeed } from 'interloop';
   *
   * const d = succeed(1);
   * const one = d.toPromise();
   * d.addCallback((x) => x + 1);
   * console.log(await one, await d); // 1 2
   */
  toPromise(): Promise<Awaited<T>> {
    return new Promise((resolve, reject) => {
      watch(this, 'look', (result, failed) => (failed ? reject(result) : resolve(result as Awaited<T>)));
    });
  }

  /** What makes `await` work: `toPromise().then(...)`. */
  // biome-ignore lint/suspicious/noThenProperty: a Deferred can be awaited
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null | undefined,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null | undefined,
  ): Promise<A | B> {
    return (this.toPromise() as Promise<T>).then(onFulfilled, onRejected);
  }

  /** What makes `yield*` work in `inlineCallbacks`, which unlike `yield` has the type of the value. */
  *[Symbol.iterator](): Generator<Deferred<T>, T, unknown> {
    return (yield this) as T;
  }

  #add<U>(callback: Callback | undefined, errback: Callback | undefined, args: readonly unknown[]): Deferred<U> {
    this.add(withContext(callback), withContext(errback), args.length === 0 ? undefined : args);
    return this as unknown as Deferred<U>;
  }
}

const NONE: readonly unknown[] = [];

function after(pending: unknown, next: () => unknown): unknown {
  return isThenable(pending) ? Deferred.from(pending).addCallback(next) : next();
}
