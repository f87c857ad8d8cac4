/**
 * The reactor without a way to run it: time, events, and the passes in which everything happens.
 *
 * A driver makes the passes (driver.ts). One pass is Twisted's `runUntilCurrent`: first the calls that were handed in,
 * those present when it began; then the delayed calls that are due; then, if `stop()` was called, the `shutdown` event. No
 * pass runs inside another. What a user's function throws is logged with what was running, and the pass goes on. A call
 * has the async context in which it was asked for, whatever brought the pass about; the pass itself has that of the start.
 *
 * A run starts, fires `startup` in its first pass, is `running` from the `during` phase of that to the `during` phase of
 * `shutdown`, and finishes. After `stop()` that is for good; `crash()` finishes at once, without any trigger, and the
 * reactor may be run again.
 */
import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';
import { InvalidArgumentError, ReactorAlreadyRunning, ReactorNotRestartable, ReactorNotRunning } from '../errors.ts';
import { err } from '../log/index.ts';
import { ClockDriver } from './clock-driver.ts';
import type { DelayedCall } from './delayed-call.ts';
import { DelayedCalls } from './delayed-calls.ts';
import { type Driver, type DriverMaker, monotonic, NodeDriver } from './driver.ts';
import { callFar, type FarFunction, isFarFunction } from './far-function.ts';
import type { Phase, TriggerId } from './system-event.ts';
import { SystemEvents } from './system-events.ts';
import type { ReactorTime } from './time.ts';

/** What a `new Reactor()` may be told. */
export interface ReactorOptions {
  /**
   * Where time comes from, and what makes its passes; a `Clock` in tests. Default: a monotonic clock and Node's loop.
   */
  readonly time?: ReactorTime;
}

type AnyFunction = (...args: never[]) => unknown;

export class ReactorCore implements ReactorTime {
  readonly #time: ReactorTime | undefined;
  readonly #calls: DelayedCalls;
  readonly #events = new SystemEvents();
  #handedIn: (() => void)[] = [];
  /** There while a run is on. */
  #driver: Driver | undefined;
  #isPassing = false;
  #isHeldBack = false;
  #isStartupFired = false;
  #isRunning = false;
  #isStopAsked = false;
  #isShutdownFired = false;
  /** The `before` phase of `shutdown` is over. */
  #isEnding = false;
  /** For good: it cannot be run again. */
  #hasEnded = false;
  /** Called when the run has finished, the last one first. */
  protected readonly onFinish: (() => void)[] = [];

  constructor(options: ReactorOptions = {}) {
    checkTime(options.time);
    this.#time = options.time;
    const now = options.time ? () => (options.time as ReactorTime).now() : monotonic;
    this.#calls = new DelayedCalls(now, () => this.#plan());
  }

  /** Whether the reactor runs: true from the `during` phase of `startup` to that of `shutdown`. */
  get running(): boolean {
    return this.#isRunning;
  }

  /** Whether anybody has asked this reactor for anything yet, after which `install()` is too late. */
  get wasUsed(): boolean {
    const isWaitedFor = this.#calls.size > 0 || this.#handedIn.length > 0 || this.#events.size > 0;
    return isWaitedFor || this.#driver !== undefined || this.#hasEnded;
  }

  /** Whether it runs or has run: from `run()` on, and not after a `crash()`. */
  get wasStarted(): boolean {
    return this.#driver !== undefined || this.#hasEnded;
  }

  /** Whether `stop()` was called, and the shutdown is not over yet. */
  get isStopping(): boolean {
    return this.#isStopAsked;
  }

  /** Whether it was stopped, and the shutdown is over. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Begins the end, which is for good: the next pass fires `shutdown`, and `run()` resolves when that is over.
   *
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING`, also while it is stopping already
   */
  stop(): void {
    if (!this.#driver || this.#isStopAsked) throw new ReactorNotRunning('stop()');
    this.#isStopAsked = true;
    this.#plan();
  }

  /**
   * Ends at once, without any trigger; unless `stop()` was called, the reactor may be run again, with the calls that
   * are still to come. Does nothing if it does not run.
   */
  crash(): void {
    if (this.#driver) this.#finish();
  }

  /**
   * The whole shutdown here and now, in all phases, without waiting for what `before` triggers return: for a host that
   * is dead already. Does nothing if the reactor does not run.
   */
  shutdownNow(): void {
    if (!this.#driver) return;
    this.#isStopAsked = true;
    this.#events.named('shutdown').fireNow(this.#noLongerRunning);
    this.#finish();
  }

  /**
   * Calls `fn` with `args` now if the reactor runs, or else after `startup`.
   *
   * @returns if it was not called yet, the trigger, to take it back
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless `fn` is a function
   */
  callWhenRunning<Args extends unknown[]>(fn: (...args: Args) => void, ...args: Args): TriggerId | undefined {
    if (!this.running) return this.addSystemEventTrigger('after', 'startup', fn, ...args);
    checkFunction('callWhenRunning', fn);
    this.#guard(fn as AnyFunction, args, 'callWhenRunning()');
    return undefined;
  }

  /**
   * Has `fn` called with `args` once, when the event is fired next, in one of its three phases.
   *
   * The reactor fires `startup` and `shutdown`, and {@link fireSystemEvent} any other name. As in Twisted, the event
   * goes on to `during` and `after` when the Deferreds and promises that `before` triggers returned have ended, well or
   * badly.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @example
   * import { deferLater, reactor } from 'interloop';
   *
   * reactor.addSystemEventTrigger('after', 'shutdown', console.log, 'the end');
   * reactor.addSystemEventTrigger('before', 'shutdown', () => deferLater(reactor, 10, console.log, 'saved'));
   * reactor.callWhenRunning(() => reactor.stop());
   * await reactor.run(); // saved, the end
   */
  addSystemEventTrigger<Args extends unknown[]>(
    phase: Phase,
    event: string,
    fn: (...args: Args) => void,
    ...args: Args
  ): TriggerId {
    return this.#events.add(phase, event, fn as AnyFunction, args);
  }

  /**
   * Takes a trigger back, so that its event does not call it; while the `before` phase that called it waits, only
   * warns.
   *
   * @throws TriggerGoneError `ERR_INTERLOOP_TRIGGER_GONE` if it was called or removed
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  removeSystemEventTrigger(id: TriggerId): void {
    this.#events.remove(id);
  }

  /**
   * Fires an event, now; one that nobody waits for is nothing, and `shutdown` ends a reactor that runs.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the event is a string
   * @example
   * import { reactor } from 'interloop';
   *
   * reactor.addSystemEventTrigger('during', 'mail', (from) => console.log(`mail from ${from}`), 'ada');
   * reactor.fireSystemEvent('mail'); // mail from ada
   * reactor.fireSystemEvent('mail'); // nothing: a trigger is called once
   */
  fireSystemEvent(event: string): void {
    if (event === 'shutdown' && this.#driver) this.#shutDown();
    else this.#events.fire(event);
  }

  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number {
    return this.#calls.now();
  }

  /**
   * Calls `fn` with `args` once, so many milliseconds from now, while the reactor runs.
   *
   * Calls that are due at the same time are made in the order in which they were asked for, which Twisted leaves open.
   * One that is added in a pass waits for the next.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the delay is a finite number from 0 and `fn` a function
   */
  callLater<Args extends unknown[]>(ms: number, fn: (...args: Args) => void, ...args: Args): DelayedCall {
    return this.#calls.add(ms, fn, ...args);
  }

  /** The calls that are still to come, the first due first. */
  getDelayedCalls(): DelayedCall[] {
    return this.#calls.inOrder();
  }

  /**
   * Calls `fn` with `args` in the next pass: what Twisted has for calls from elsewhere. They are made in the order in
   * which they were handed in; before `run()` they wait for it.
   *
   * From another thread, `fn` is a reference that `threadModule()` gave: in a worker whose own reactor was never started,
   * the `reactor` of the program stands for that of the thread it works for.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless `fn` is a function or a reference
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` from another thread
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED` if the reactor of the other thread has stopped
   */
  callFromThread<Args extends unknown[]>(fn: ((...args: Args) => void) | FarFunction<Args>, ...args: Args): void {
    if (isFarFunction(fn)) {
      fn[callFar](this, args);
      return;
    }
    checkFunction('callFromThread', fn);
    const resource = new AsyncResource('CallFromThread');
    this.#handedIn.push(() => resource.runInAsyncScope(this.#guard, this, fn as AnyFunction, args, 'callFromThread()'));
    this.#plan();
  }

  /**
   * The same for calls of this package that must not throw: without the async context of the caller, which takes as long
   * to keep as a short call.
   *
   * @internal
   */
  handIn(call: () => void): void {
    this.#handedIn.push(call);
    this.#plan();
  }

  /**
   * Makes passes here and now for as long as something is due, but no longer than `ms` milliseconds (default 0: one
   * pass). For programs that are driven by frames, so that a chain of calls does not take a frame for each.
   *
   * Unlike Twisted's it does no I/O, which is Node's, and it waits for nothing.
   *
   * @returns whether something is due still
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is a number from 0
   * @example
   * import { reactor } from 'interloop';
   *
   * const stopped = reactor.run();
   * const countDown = (n) => (n > 0 ? reactor.callLater(0, countDown, n - 1) : reactor.stop());
   * countDown(100);
   * reactor.iterate(1000); // false: all of it was made in one go
   * await stopped;
   */
  iterate(ms = 0): boolean {
    if (!(typeof ms === 'number' && ms >= 0)) {
      throw new InvalidArgumentError(`iterate() takes a number of milliseconds from 0, not ${inspect(ms)}`);
    }
    if (!this.#driver) throw new ReactorNotRunning('iterate()');
    const until = monotonic() + ms;
    let isDue: boolean;
    do {
      this.#pass();
      isDue = this.#driver !== undefined && (this.#due() ?? Number.POSITIVE_INFINITY) <= this.now();
    } while (isDue && monotonic() < until);
    return isDue;
  }

  /** Whether a run is on, from its start to its end. */
  protected get isOn(): boolean {
    return this.#driver !== undefined;
  }

  /**
   * Starts a run; resolves when it has finished.
   *
   * @param isHeldBack nothing happens before {@link letGo}
   */
  protected start(makeDriver: DriverMaker, isHeldBack: boolean): Promise<void> {
    if (this.#driver) throw new ReactorAlreadyRunning();
    if (this.#hasEnded) throw new ReactorNotRestartable();
    this.#isHeldBack = isHeldBack;
    this.#driver = makeDriver(AsyncResource.bind(() => this.#pass(), 'Reactor'));
    this.#plan();
    return new Promise((resolve) => this.onFinish.push(resolve));
  }

  protected letGo(): void {
    this.#isHeldBack = false;
    this.#plan();
  }

  /** What makes passes unless a waker does. */
  protected makeDriver(pass: () => void): Driver {
    return this.#time ? new ClockDriver(this.#time, pass) : new NodeDriver(pass);
  }

  #pass(): void {
    if (this.#isPassing) return;
    this.#isPassing = true;
    if (!this.#isStartupFired) this.#startUp();
    if (this.isOn) this.#makeCalls();
    if (this.#mustShutDown) this.#shutDown();
    this.#isPassing = false;
    this.#plan();
  }

  #makeCalls(): void {
    for (const call of this.#handedIn.splice(0)) call();
    this.#calls.runDue();
  }

  /** What its `before` triggers wait for may take longer than the run. */
  #startUp(): void {
    this.#isStartupFired = true;
    const onDuring = () => {
      this.#isRunning = this.isOn && !this.#isEnding;
    };
    this.#events.named('startup').fire({ onDuring, goOn: this.#goOn });
  }

  #shutDown(): void {
    this.#isStopAsked = true;
    this.#isShutdownFired = true;
    const onEnd = () => this.#finish();
    this.#events.named('shutdown').fire({ onDuring: this.#noLongerRunning, onEnd, goOn: this.#goOn });
  }

  /** An event that has waited goes on where all else happens. */
  readonly #goOn = (next: () => void): void => {
    if (this.#driver?.isExclusive && !this.#isPassing) this.handIn(next);
    else next();
  };

  readonly #noLongerRunning = (): void => {
    this.#isRunning = false;
    this.#isEnding = true;
  };

  #finish(): void {
    this.#driver?.stop();
    this.#driver = undefined;
    this.#hasEnded ||= this.#isStopAsked;
    this.#isStartupFired = this.#isRunning = this.#isStopAsked = this.#isShutdownFired = this.#isEnding = false;
    for (const finish of this.onFinish.splice(0).reverse()) finish();
  }

  get #mustShutDown(): boolean {
    return this.#isStopAsked && !this.#isShutdownFired;
  }

  /** When the next pass is due, on the clock of `now()`. */
  readonly #due = (): number | undefined => {
    const atOnce = !this.#isStartupFired || this.#handedIn.length > 0 || this.#mustShutDown;
    return atOnce ? this.now() : this.#calls.earliest;
  };

  /** Tells the driver, which looks once, however often it is told. */
  #plan(): void {
    if (!this.#isPassing && !this.#isHeldBack) this.#driver?.plan(this.#due);
  }

  #guard(fn: AnyFunction, args: readonly unknown[], what: string): void {
    try {
      fn(...(args as never[]));
    } catch (error) {
      err(error, `while calling ${fn.name || 'a function'} for ${what}`);
    }
  }
}

function checkFunction(what: string, fn: unknown): void {
  if (typeof fn !== 'function') throw new InvalidArgumentError(`${what}() takes a function, not ${inspect(fn)}`);
}

function checkTime(time: ReactorTime | undefined): void {
  if (time === undefined || (typeof time?.callLater === 'function' && typeof time.now === 'function')) return;
  throw new InvalidArgumentError(`A reactor takes its time from a Clock or another reactor, not from ${inspect(time)}`);
}
