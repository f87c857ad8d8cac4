/**
 * A function that is called again and again, on a grid.
 *
 * The grid is `start + k * interval`. Whatever a call takes, the next one stands on the grid again, and slots that have
 * passed meanwhile are skipped, not made up for; so is the one that is exactly now when a call ends. Slots are counted in
 * whole numbers and each due time is computed from its number: adding intervals up would let the grid drift, and
 * dividing times would let a slot come twice or not at all where the interval is no exact binary number.
 *
 * Each `start()` has a `Run` of its own, so a loop that is stopped and started again while its function is still busy
 * fires both Deferreds, each when its own last call has ended.
 */
import { inspect } from 'node:util';
import { Deferred } from '../deferred/deferred.ts';
import { maybeDeferred } from '../deferred/results.ts';
import { AlreadyLoopingError, InvalidArgumentError, NotLoopingError } from '../errors.ts';
import type { DelayedCall } from '../reactor/delayed-call.ts';
import { reactor } from '../reactor/global.ts';
import type { ReactorTime } from '../reactor/time.ts';

interface Run<Loop> {
  readonly done: Deferred<Loop>;
  readonly time: ReactorTime;
  startTime: number;
  /** The slot of the last call; -1 before slot 0. */
  slot: number;
  /** The slot that the next call is meant for. */
  next: number;
  call: DelayedCall | undefined;
}

/**
 * Calls a function again and again, every so many milliseconds; a Deferred or promise that it returns is waited for.
 *
 * As in Twisted the calls stand on a grid: one that is late does not shift those after it, and slots that have passed
 * meanwhile are skipped, not made up for.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { LoopingCall } from 'interloop';
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock();
 * const loop = new LoopingCall(() => console.log(`tick at ${clock.now()}`));
 * loop.clock = clock; // without it, the reactor
 * loop.start(1000).addCallback(() => console.log('stopped')); // tick at 0
 * clock.pump([1000, 1000]); // tick at 1000, tick at 2000
 * loop.stop(); // stopped
 */
export class LoopingCall<Args extends unknown[] = unknown[]> {
  readonly #fn: (...args: Args) => unknown;
  readonly #args: Args;
  #clock: ReactorTime | undefined;
  #interval: number | undefined;
  #run: Run<this> | undefined;
  #count = 1;

  constructor(fn: (...args: Args) => unknown, ...args: Args) {
    if (typeof fn !== 'function') throw new InvalidArgumentError(`A LoopingCall calls a function, not ${inspect(fn)}`);
    this.#fn = fn;
    this.#args = args;
  }

  /**
   * A loop whose function is told how many slots have passed since it was called last: 1, or more if some were missed.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { LoopingCall } from 'interloop';
   * import { Clock } from 'interloop/testing';
   *
   * const clock = new Clock();
   * const loop = LoopingCall.withCount((frames) => console.log(frames));
   * loop.clock = clock;
   * loop.start(10); // 1
   * clock.advance(35); // 3
   * clock.advance(5); // 1
   * loop.stop();
   */
  static withCount(fn: (count: number) => unknown): LoopingCall<[]> {
    if (typeof fn !== 'function') throw new InvalidArgumentError(`withCount() takes a function, not ${inspect(fn)}`);
    const loop: LoopingCall<[]> = new LoopingCall<[]>(() => fn(loop.#count));
    return loop;
  }

  /**
   * Where time comes from, from the next `start()` on: at first the reactor of the program; in tests a `Clock`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` when it is set to what has no `callLater()`
   */
  get clock(): ReactorTime {
    return this.#clock ?? reactor;
  }

  set clock(clock: ReactorTime) {
    if (typeof clock?.callLater !== 'function') {
      throw new InvalidArgumentError(`A clock is a reactor or a Clock, not ${inspect(clock)}`);
    }
    this.#clock = clock;
  }

  /** Whether it goes on: true from `start()` to `stop()`, or until the function fails. */
  get running(): boolean {
    return this.#run !== undefined;
  }

  /** The milliseconds from slot to slot, as `start()` was given them last; `undefined` before. */
  get interval(): number | undefined {
    return this.#interval;
  }

  /**
   * Starts: the first call is made now, or, if `now` is false, an interval from now. With interval 0 it is called as often
   * as the reactor can.
   *
   * @returns a Deferred that fires with the loop when it was stopped and the last call has ended, or fails with what the
   *   function threw, which ends the loop; `cancel()` ends it, too
   * @throws AlreadyLoopingError `ERR_INTERLOOP_ALREADY_LOOPING`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the interval is a finite number from 0
   */
  start(interval: number, now: boolean = true): Deferred<this> {
    if (!(typeof interval === 'number' && interval >= 0 && interval < Number.POSITIVE_INFINITY)) {
      throw new InvalidArgumentError(`start() takes a finite number of milliseconds from 0, not ${inspect(interval)}`);
    }
    if (this.#run) throw new AlreadyLoopingError();
    const time = this.clock;
    const done = new Deferred<this>(() => this.#end(run));
    const run: Run<this> = { done, time, startTime: time.now(), slot: now ? -1 : 0, next: 0, call: undefined };
    this.#interval = interval;
    this.#run = run;
    if (now) this.#make(run, interval);
    else this.#schedule(run, interval);
    return done;
  }

  /**
   * Makes no more calls; the Deferred of `start()` fires, when a call is being made after that has ended.
   *
   * @throws NotLoopingError `ERR_INTERLOOP_NOT_LOOPING`
   */
  stop(): void {
    const run = this.#run;
    if (!run) throw new NotLoopingError('stop');
    const isBetweenCalls = run.call !== undefined;
    this.#end(run);
    if (isBetweenCalls) run.done.callback(this);
  }

  /**
   * Begins a new grid here: the next call is an interval from now. Does nothing while a call is being made.
   *
   * @throws NotLoopingError `ERR_INTERLOOP_NOT_LOOPING`
   */
  reset(): void {
    const run = this.#run;
    if (!run) throw new NotLoopingError('reset');
    if (!run.call) return;
    run.call.cancel();
    run.startTime = run.time.now();
    run.slot = 0;
    this.#schedule(run, this.#interval as number);
  }

  #make(run: Run<this>, interval: number): void {
    run.call = undefined;
    const slot = Math.max(run.next, slotOf(run, interval));
    this.#count = interval === 0 ? 1 : slot - run.slot;
    run.slot = slot;
    maybeDeferred(this.#fn, ...this.#args)
      .addCallback(() => {
        if (this.#run === run) this.#schedule(run, interval);
        else if (!run.done.called) run.done.callback(this);
      })
      .addErrback((error) => {
        if (run.done.called) throw error;
        this.#end(run);
        run.done.errback(error);
      });
  }

  #schedule(run: Run<this>, interval: number): void {
    run.next = Math.max(run.slot, slotOf(run, interval)) + 1;
    const delay = run.startTime + run.next * interval - run.time.now();
    run.call = run.time.callLater(interval === 0 ? 0 : Math.max(0, delay), () => this.#make(run, interval));
  }

  #end(run: Run<this>): void {
    if (this.#run === run) this.#run = undefined;
    if (run.call?.active()) run.call.cancel();
    run.call = undefined;
  }
}

/** The last slot that is not in the future. */
function slotOf({ time, startTime }: Run<unknown>, interval: number): number {
  return interval === 0 ? 0 : Math.floor((time.now() - startTime) / interval);
}
