/**
 * A call that is to come, as its maker sees it and as the scheduler sees it.
 *
 * It is one object, because a million of them may be pending: the handle is the heap's item, and it is the async resource
 * that carries `AsyncLocalStorage`, and with it the context of the log, from `callLater` into the function. Its state is
 * its position: in the heap, or one of two places outside.
 *
 * What a call costs is mostly its bytes, as the garbage collector has to copy them. So what few calls have is kept aside,
 * and there are functions where one expects private methods: V8 gives each object of a class that has some a field more.
 */
import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';
import { AlreadyCalled, AlreadyCancelled, InvalidArgumentError } from '../errors.ts';
import type { HeapItem } from './due-heap.ts';

/**
 * What `callLater` returns: Twisted's `IDelayedCall`. Times are in milliseconds.
 *
 * @example
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock();
 * const call = clock.callLater(1000, (name) => console.log(`hello, ${name}`), 'world');
 * call.delay(500);
 * clock.advance(1000);
 * call.active(); // true, it is due at 1500
 * clock.advance(500); // hello, world
 */
export interface DelayedCall {
  /**
   * Never calls the function, and lets go of it and of its arguments.
   *
   * @throws AlreadyCalled `ERR_INTERLOOP_ALREADY_CALLED`, also inside of the call itself
   * @throws AlreadyCancelled `ERR_INTERLOOP_ALREADY_CANCELLED`
   */
  cancel(): void;
  /**
   * Moves the call to so many milliseconds from now, 0 or more, whether that is later or earlier; both count at once,
   * also inside a host.
   *
   * @throws AlreadyCalled `ERR_INTERLOOP_ALREADY_CALLED`
   * @throws AlreadyCancelled `ERR_INTERLOOP_ALREADY_CANCELLED`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  reset(ms: number): void;
  /**
   * Moves the call by so many milliseconds from when it is due; less than 0 is earlier, though never before now.
   *
   * @throws AlreadyCalled `ERR_INTERLOOP_ALREADY_CALLED`
   * @throws AlreadyCancelled `ERR_INTERLOOP_ALREADY_CANCELLED`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  delay(ms: number): void;
  /** Whether the call is still to come; false inside of the call itself. */
  active(): boolean;
  /** When it is due, or was when it was called or cancelled: milliseconds as those of `now()`. */
  getTime(): number;
  /** Cancels the call if it is still to come. */
  [Symbol.dispose](): void;
}

/** What a call asks of those who keep it. */
export interface CallKeeper {
  now(): number;
  cancel(call: ScheduledCall): void;
  /** To a time, which is this long from now. */
  move(call: ScheduledCall, time: number, delay: number): void;
}

export type AnyFunction = (...args: never[]) => unknown;

const CALLED = -1;
const CANCELLED = -2;

const places = new WeakMap<ScheduledCall, string>();

const RESOURCE = { requireManualDestroy: true };

export class ScheduledCall extends AsyncResource implements DelayedCall, HeapItem<ScheduledCall> {
  time: number;
  sequence: number;
  position = 0;
  row = 0;
  previous: ScheduledCall | undefined = undefined;
  next: ScheduledCall | undefined = undefined;
  fn: AnyFunction | undefined;
  args: readonly unknown[] | undefined = undefined;
  static {
    // A method with this name is not for isolated declarations.
    Object.defineProperty(ScheduledCall.prototype, inspect.custom, { value: shown });
  }

  readonly #keeper: CallKeeper;

  constructor(keeper: CallKeeper, fn: AnyFunction, time: number, sequence: number) {
    super('DelayedCall', RESOURCE);
    this.time = time;
    this.sequence = sequence;
    this.#keeper = keeper;
    this.fn = fn;
  }

  /** Where `callLater` was called, if that is being recorded. */
  get place(): string | undefined {
    return places.get(this);
  }

  set place(place: string | undefined) {
    if (place !== undefined) places.set(this, place);
  }

  takeArguments(...args: readonly unknown[]): void {
    this.args = args;
  }

  cancel(): void {
    mustBeActive(this, 'cancel');
    this.#keeper.cancel(this);
  }

  reset(ms: number): void {
    checkDelay('reset', ms);
    mustBeActive(this, 'reset');
    this.#keeper.move(this, this.#keeper.now() + ms, ms);
  }

  delay(ms: number): void {
    if (!Number.isFinite(ms)) {
      throw new InvalidArgumentError(`delay() takes a finite number of milliseconds, not ${inspect(ms)}`);
    }
    mustBeActive(this, 'delay');
    const now = this.#keeper.now();
    const time = Math.max(now, this.time + ms);
    this.#keeper.move(this, time, time - now);
  }

  active(): boolean {
    return this.position >= 0;
  }

  getTime(): number {
    return this.time;
  }

  [Symbol.dispose](): void {
    if (this.active()) this.cancel();
  }

  /** In one line: what is called, when, and where that was asked for. */
  describe(): string {
    const place = this.place ? `, made ${this.place}` : '';
    if (this.position === CALLED) return `called${place}`;
    if (this.position === CANCELLED) return `cancelled${place}`;
    const ms = Math.round((this.time - this.#keeper.now()) * 1000) / 1000;
    return `${nameOf(this.fn)} in ${ms} ms${place}`;
  }

  /** Calls the function, in the async context of `callLater`. The keeper has taken it out of the heap. */
  fire(): void {
    const { args } = this;
    const fn = this.fn as (...args: unknown[]) => unknown;
    end(this, CALLED);
    try {
      this.runInAsyncScope(args === undefined ? fn : () => fn(...args));
    } finally {
      this.emitDestroy();
    }
  }

  /** The call will not be made. The keeper has taken it out of the heap. */
  drop(): void {
    end(this, CANCELLED);
    this.emitDestroy();
  }
}

function end(call: ScheduledCall, state: number): void {
  call.position = state;
  call.fn = undefined;
  call.args = undefined;
}

function mustBeActive(call: ScheduledCall, method: string): void {
  if (call.position === CALLED) throw new AlreadyCalled(method);
  if (call.position === CANCELLED) throw new AlreadyCancelled(method);
}

function shown(this: ScheduledCall): string {
  return `DelayedCall { ${this.describe()} }`;
}

export function checkDelay(method: string, ms: unknown): void {
  if (typeof ms === 'number' && ms >= 0 && ms < Number.POSITIVE_INFINITY) return;
  throw new InvalidArgumentError(`${method}() takes a finite number of milliseconds from 0, not ${inspect(ms)}`);
}

/** How a function is called in a message. */
export function nameOf(fn: AnyFunction | undefined): string {
  return fn?.name ? `${fn.name}()` : 'a function';
}
