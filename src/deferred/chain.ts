/**
 * The machine below Deferred: a result, the steps that it goes through, and who waits for whom.
 *
 * Why it is so is told at the head of `deferred.ts`. What is fast about it: a step that a user adds is one object and no
 * closure; all chains have one shape, with a result, a few bits and two ends of a list; what few of them need (stacks,
 * an AbortController, a complaint) is one field more, an object made when needed.
 */
import { type InspectOptions, inspect } from 'node:util';
import { AlreadyCalledError, CancelledError, NotPausedError, WaitsForItselfError } from '../errors.ts';
import { debugging, linesOf, placeOfCall } from './debugging.ts';
import { Extras } from './extras.ts';
import { type Callback, Step } from './step.ts';
import { isThenable } from './thenable.ts';
import type { Waiter } from './waiter.ts';

/** It has been fired: the result is there, or some other chain is about to give it. */
const CALLED = 1;
/** The result is an error. */
const FAILED = 2;
/** A callback of this chain is on JavaScript's stack. */
const RUNNING = 4;
/** The next firing comes from somebody who does not know of the cancellation. */
const SWALLOW = 8;
/** Somebody outside of the chain answers for the error. */
const SEEN = 16;
/** cancel() did something. */
const CANCELLED = 32;
/** A waiter takes the result away: when it has returned there is `undefined`. */
const TAKEN = 64;

/** Puts a waiter at the end of a chain. */
export let attend: (chain: Chain, waiter: Waiter) => void;

export class Chain {
  #flags = 0;
  #pauses = 0;
  #result: unknown = undefined;
  #first: Step | undefined = undefined;
  #last: Step | undefined = undefined;
  #waitsFor: Chain | undefined = undefined;
  #canceller: ((chain: never) => void) | undefined;
  #extras: Extras | undefined = undefined;

  static {
    attend = (chain, waiter) => {
      chain.#append(new Step(undefined, undefined, undefined, undefined, waiter));
      if (chain.#isIdle()) chain.#run();
    };
    const show = function (this: Chain, depth: number, options: InspectOptions) {
      return this.#show(depth, options);
    };
    // biome-ignore lint/complexity/noThisInStatic: the compiled class has no value under its name yet
    Object.defineProperty(this.prototype, inspect.custom, { value: show });
  }

  constructor(canceller?: (chain: never) => void) {
    this.#canceller = canceller;
    if (debugging) this.#rarely().created = placeOfCall(new.target as unknown as () => void);
  }

  /** Whether it has been fired, by a result, an error or a cancellation. */
  get called(): boolean {
    return (this.#flags & CALLED) !== 0;
  }

  /** Whether it stands still with its result: it was fired, and nothing that a callback returned is waited for. */
  get done(): boolean {
    return this.#isIdle() && this.#pauses === 0;
  }

  /** How many pauses are in force. */
  get paused(): number {
    return this.#pauses;
  }

  /**
   * Is aborted by `cancel()`: what to hand to `fetch` and its like.
   *
   * @example
   * import { Deferred } from 'interloop';
   *
   * const d = new Deferred();
   * d.signal.addEventListener('abort', () => console.log('no longer needed'));
   * d.addErrback((error) => console.log(error.code));
   * d.cancel(); // no longer needed, ERR_INTERLOOP_CANCELLED
   */
  get signal(): AbortSignal {
    const signal = this.#rarely().signal();
    if (this.#flags & CANCELLED) this.#abort(undefined);
    return signal;
  }

  /**
   * Keeps the callbacks from being called until `unpause()`; pauses are counted.
   *
   * @example
   * import { succeed } from 'interloop';
   *
   * const d = succeed('now');
   * d.pause();
   * d.addCallback((word) => console.log(word));
   * d.unpause(); // now
   */
  pause(): void {
    this.#pauses++;
  }

  /**
   * Ends one pause; with the last one, what became ready is called before this returns.
   *
   * @throws NotPausedError `ERR_INTERLOOP_NOT_PAUSED`
   */
  unpause(): void {
    if (this.#pauses === 0) throw new NotPausedError('unpause()');
    this.#pauses--;
    if (this.#isIdle()) this.#run();
  }

  /**
   * Asks for the work to be given up; `reason` becomes the `cause` of the CancelledError.
   *
   * Not fired yet: the canceller is called, and if it did not fire the Deferred, that fails with a CancelledError. Without
   * a canceller one later firing is swallowed. Waiting for another Deferred: that one is cancelled instead. Else nothing
   * happens.
   *
   * @throws whatever the canceller throws, and nothing else
   * @example
   * import { Deferred } from 'interloop';
   *
   * const timer = setTimeout(() => d.callback('done'), 1000);
   * const d = new Deferred(() => clearTimeout(timer));
   * d.addErrback((error) => console.log(error.code));
   * d.cancel(); // ERR_INTERLOOP_CANCELLED
   */
  cancel(reason?: unknown): void {
    let last: Chain = this;
    let behind: Chain = this;
    for (let i = 0; last.#waitsFor !== undefined; i++) {
      last.#abort(reason);
      last = last.#waitsFor;
      if (i % 2 === 1) behind = behind.#waitsFor!;
      if (last === behind) return; // They wait for each other in a circle.
    }
    if (last !== this) last.cancel(reason);
    else if (!(this.#flags & CALLED)) this.#cancelUnfired(reason);
  }

  #cancelUnfired(reason: unknown): void {
    const canceller = this.#canceller;
    this.#canceller = undefined;
    canceller?.(this as never);
    this.#abort(reason);
    if (this.#flags & CALLED) return;
    if (canceller === undefined) this.#flags |= SWALLOW;
    this.fire(new CancelledError(reason), true);
  }

  #abort(reason: unknown): void {
    this.#flags |= CANCELLED;
    this.#extras?.abort(reason);
  }

  /** Gives the result, and runs what waits for it. */
  protected fire(result: unknown, failed: boolean): void {
    if (this.settle(result, failed) && this.#isIdle()) this.#run();
  }

  /** Gives the result and runs nothing; false if it was swallowed. */
  protected settle(result: unknown, failed: boolean): boolean {
    if (this.#flags & CALLED) {
      const { created, fired } = this.#extras ?? {};
      if (!(this.#flags & SWALLOW)) throw new AlreadyCalledError(linesOf(created), linesOf(fired));
      this.#flags &= ~SWALLOW;
      return false;
    }
    this.#flags |= failed ? CALLED | FAILED : CALLED;
    this.#result = result;
    this.#canceller = undefined;
    this.#waitsFor = undefined;
    if (debugging) this.#rarely().fired = placeOfCall(this.settle);
    return true;
  }

  protected add(
    callback: Callback | undefined,
    errback: Callback | undefined,
    args: readonly unknown[] | undefined,
  ): void {
    this.#append(new Step(callback, errback, args, undefined, undefined));
    if (this.#isIdle()) this.#run();
  }

  /** What a cancellation is handed on to, while it is not fired. */
  protected waitFor(chain: Chain | undefined): void {
    this.#waitsFor = chain;
  }

  /** The chain that `value` is or stands for, if it is a Deferred or a promise. */
  protected static of(value: unknown): Chain | undefined {
    if (value instanceof Chain) return value;
    return isThenable(value) ? new Chain().follow(value) : undefined;
  }

  /** Fires as a promise does, unless it was fired by then. */
  protected follow(source: PromiseLike<unknown>): this {
    Promise.resolve(source).then(
      (value) => this.#flags & CALLED || this.fire(value, false),
      (error) => this.#flags & CALLED || this.fire(error, true),
    );
    return this;
  }

  #append(step: Step): void {
    if (this.#first === undefined) this.#first = step;
    else this.#last!.next = step;
    this.#last = step;
  }

  #isIdle(): boolean {
    return (this.#flags & (CALLED | RUNNING)) === CALLED && this.#waitsFor === undefined;
  }

  /** Runs this chain, then those that it hands its result to, each before the rest of the one that it waited for. */
  #run(): void {
    let chain: Chain = this;
    let suppliers: Chain[] | undefined;
    for (;;) {
      const next = chain.#advance();
      chain.#account();
      if (next !== undefined) {
        if (chain.#first !== undefined || chain.#flags & RUNNING) {
          suppliers ??= [];
          suppliers.push(chain);
        }
        chain = next;
      } else {
        const supplier = suppliers?.pop();
        if (supplier === undefined) return;
        supplier.#goOn();
        chain = supplier;
      }
    }
  }

  /** Takes steps until there are none, or another chain has to run first: that one. */
  #advance(): Chain | undefined {
    while (this.#first !== undefined && this.#pauses === 0 && this.#waitsFor === undefined) {
      const step: Step = this.#first;
      this.#first = step.next;
      if (step.heir !== undefined) return this.#bequeath(step.heir);
      if (step.waiter !== undefined) {
        const next = this.#wake(step.waiter);
        if (next !== undefined) return next;
        continue;
      }
      const callback = this.#flags & FAILED ? step.errback : step.callback;
      if (callback === undefined) continue;
      this.#flags |= RUNNING;
      try {
        const result = step.args === undefined ? callback(this.#result) : callback(this.#result, ...step.args);
        const inner = Chain.of(result);
        this.#flags &= ~(RUNNING | FAILED | SEEN);
        if (inner === undefined) this.#result = result;
        else this.#join(inner);
      } catch (error) {
        this.#fail(error);
      }
    }
    return undefined;
  }

  #fail(error: unknown): void {
    this.#result = error;
    this.#flags = (this.#flags & ~(RUNNING | SEEN | TAKEN)) | FAILED;
  }

  /** Goes on with the result of `inner`, now or when that has one. */
  #join(inner: Chain): void {
    if (inner === this) throw new WaitsForItselfError();
    if ((inner.#flags & CALLED) !== 0 && inner.#waitsFor === undefined && inner.#pauses === 0) {
      inner.#bequeath(this);
      inner.#account();
    } else {
      this.#waitsFor = inner;
      this.#result = undefined;
      inner.#append(new Step(undefined, undefined, undefined, this, undefined));
    }
  }

  #bequeath(heir: Chain): Chain {
    heir.#result = this.#result;
    heir.#flags |= this.#flags & FAILED;
    heir.#waitsFor = undefined;
    this.#result = undefined;
    this.#flags &= ~(FAILED | SEEN);
    return heir;
  }

  /** The chain that a waiter made ready counts as running within this one. */
  #wake(waiter: Waiter): Chain | undefined {
    const result = this.#result;
    const failed = (this.#flags & FAILED) !== 0;
    this.#flags |= RUNNING;
    if (waiter.effect === 'take') this.#flags |= TAKEN;
    else if (waiter.effect === 'look' && failed) this.#flags |= SEEN;
    try {
      const next = waiter.wake(result, failed);
      if (next !== undefined) return next;
      this.#result = result;
      if (failed) this.#flags |= FAILED;
      this.#goOn();
    } catch (error) {
      this.#fail(error);
    }
    return undefined;
  }

  /** A waiter, or the chain that it made ready, has returned. */
  #goOn(): void {
    if (this.#flags & TAKEN) {
      this.#result = undefined;
      this.#flags &= ~(FAILED | SEEN);
    }
    this.#flags &= ~(RUNNING | TAKEN);
  }

  /** Keeps count of errors that nobody handled. */
  #account(): void {
    if (this.#first === undefined) this.#last = undefined;
    const isUnhandled = (this.#flags & (FAILED | SEEN | RUNNING)) === FAILED;
    if (isUnhandled || this.#extras !== undefined) this.#rarely().account(this, isUnhandled, this.#result);
  }

  #rarely(): Extras {
    this.#extras ??= new Extras();
    return this.#extras;
  }

  /** Asks for the work to be given up, unless it is done: `cancel()`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  #show(depth: number, options: InspectOptions): string {
    const name = this.constructor === Chain ? 'Promise' : this.constructor.name;
    if (depth < 0) return `[${name}]`;
    const show = (value: unknown) => inspect(value, { ...options, depth: depth - 1 });
    const pause = this.#pauses > 0 ? '<paused> ' : '';
    if (this.#waitsFor !== undefined) return `${name} { ${pause}<waiting> ${show(this.#waitsFor)} }`;
    if (!(this.#flags & CALLED)) return `${name} { ${pause}<pending> }`;
    return `${name} { ${pause}${this.#flags & FAILED ? '<failed> ' : ''}${show(this.#result)} }`;
  }
}
