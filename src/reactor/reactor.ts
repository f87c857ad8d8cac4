/**
 * The reactor: system events, delayed calls, calls from elsewhere, and the end.
 *
 * Everything happens in passes, which a driver makes (driver.ts). One pass is Twisted's `runUntilCurrent`: first the
 * calls that were handed in, those present when it began; then the delayed calls that are due; then, if `stop()` was
 * called, the `shutdown` event. No pass runs inside another. What a user's function throws is logged with what was
 * running, and the pass goes on.
 *
 * A run starts (`run`, `interleave`), fires `startup` in its first pass, is `running` from the `during` phase of that to
 * the `during` phase of `shutdown`, and finishes. After `stop()` that is for good; `crash()` finishes at once, without any
 * trigger, and the reactor may be run again.
 */
import { InvalidArgumentError, ReactorAlreadyRunning, ReactorNotRestartable, ReactorNotRunning } from '../errors.ts';
import { offerWaker } from '../host/bare-loop.ts';
import { hostEntered } from '../host/channels.ts';
import { type EnterOptions, enter, hosted, leave } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import type { Waker } from '../host/native-call.ts';
import { err, msg } from '../log/index.ts';
import { ClockDriver } from './clock-driver.ts';
import type { DelayedCall } from './delayed-call.ts';
import { DelayedCalls } from './delayed-calls.ts';
import { type Driver, type DriverMaker, monotonic, NodeDriver } from './driver.ts';
import { handleSignals, type StopSignal } from './signals.ts';
import type { Phase, TriggerId } from './system-event.ts';
import { SystemEvents } from './system-events.ts';
import type { ReactorTime } from './time.ts';
import { type FunctionWaker, WakerDriver } from './waker-driver.ts';

export interface ReactorOptions {
  /** Where time comes from; a `Clock` in tests. Default: a monotonic clock and Node's loop. */
  readonly time?: ReactorTime;
}

export interface RunOptions extends Omit<EnterOptions, 'ref'> {
  /** Runs inside this host: startup and shutdown happen there, and the host quits after the shutdown. */
  readonly host?: Host;
  /** Whether SIGINT, SIGTERM and SIGBREAK stop the reactor. Default: true, but false inside a host. */
  readonly installSignalHandlers?: boolean;
}

/** How a run has ended. */
export interface RunResult {
  /** The signal that ended it, if one did. A program then ends as the shell expects by `exitWithSignal(signal)`. */
  readonly signal: StopSignal | undefined;
  /** What the host's loop returned. */
  readonly host: unknown;
}

type AnyFunction = (...args: never[]) => unknown;

export class Reactor implements ReactorTime {
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
  #hasEnded = false;
  #signal: StopSignal | undefined;
  #giveSignalsBack: () => void = () => {};
  #onFinish: (() => void)[] = [];

  constructor(options: ReactorOptions = {}) {
    this.#time = options.time;
    const now = options.time ? () => (options.time as ReactorTime).now() : monotonic;
    this.#calls = new DelayedCalls(now, () => this.#plan());
  }

  /** Whether the reactor runs: true from the `during` phase of `startup` to that of `shutdown`. */
  get running(): boolean {
    return this.#isRunning;
  }

  /** Whether anybody has asked this reactor for anything yet. */
  get wasUsed(): boolean {
    const isWaitedFor = this.#calls.size > 0 || this.#handedIn.length > 0 || this.#events.size > 0;
    return isWaitedFor || this.#driver !== undefined || this.#hasEnded;
  }

  /**
   * Runs until `stop()`; resolves when the shutdown is over and, with a host, its loop has ended.
   *
   * @throws ReactorAlreadyRunning `ERR_INTERLOOP_REACTOR_ALREADY_RUNNING`
   * @throws ReactorNotRestartable `ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE` after `stop()`
   * @throws whatever `enter()` rejects with
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    const { host, installSignalHandlers = host === undefined, ...entry } = options;
    this.#isHeldBack = host !== undefined;
    const finished = this.#start((pass) => this.#makeDriver(pass), installSignalHandlers);
    const result = host ? await this.#runInside(host, entry) : undefined;
    await finished;
    return { signal: this.#signal, host: result };
  }

  /**
   * Starts without entering anything. With a function as the waker, everything that the reactor does (events, delayed
   * calls, calls that were handed in) happens from now on inside the functions which the waker is given, one at a time,
   * to be called on the host's thread. With a native waker it happens in the turns of the loop that is entered next, by
   * `enter(native(address))`. As with Twisted's `interleave`, quit the host from an `('after', 'shutdown')` trigger and
   * begin with `stop()`.
   *
   * @returns resolves when the shutdown is over
   * @throws the same as {@link run}, at once
   */
  interleave(waker: FunctionWaker | Waker, options: { installSignalHandlers?: boolean } = {}): Promise<void> {
    const { installSignalHandlers = false } = options;
    if (typeof waker === 'function') return this.#start((pass) => new WakerDriver(waker, pass), installSignalHandlers);
    offerWaker(waker);
    this.#isHeldBack = true;
    const finished = this.#start((pass) => this.#makeDriver(pass), installSignalHandlers);
    this.#beginWhenHosted();
    return finished;
  }

  /**
   * Begins the end: the next pass fires `shutdown`.
   *
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING`, also while it is stopping already
   */
  stop(): void {
    if (!this.#driver || this.#isStopAsked) throw new ReactorNotRunning('stop()');
    this.#isStopAsked = true;
    this.#plan();
  }

  /** Ends at once, without any trigger; the reactor may be run again. Does nothing if it does not run. */
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

  /** Calls `fn` now if the reactor runs, or else after `startup`; tells the trigger then, to take it back. */
  callWhenRunning<Args extends unknown[]>(fn: (...args: Args) => unknown, ...args: Args): TriggerId | undefined {
    if (!this.running) return this.addSystemEventTrigger('after', 'startup', fn, ...args);
    checkFunction('callWhenRunning', fn);
    this.#guard(fn as AnyFunction, args, 'callWhenRunning()');
    return undefined;
  }

  /**
   * Has `fn` called once, when the event is fired next, in one of its three phases. `startup` and `shutdown` are fired
   * by the reactor, every other name by {@link fireSystemEvent}.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  addSystemEventTrigger<Args extends unknown[]>(
    phase: Phase,
    event: string,
    fn: (...args: Args) => unknown,
    ...args: Args
  ): TriggerId {
    return this.#events.add(phase, event, fn as AnyFunction, args);
  }

  /**
   * @throws TriggerGoneError `ERR_INTERLOOP_TRIGGER_GONE` if it was called or removed
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  removeSystemEventTrigger(id: TriggerId): void {
    this.#events.remove(id);
  }

  /** Fires an event; one that nobody waits for is nothing. */
  fireSystemEvent(event: string): void {
    if (event === 'shutdown' && this.#driver) this.#shutDown();
    else this.#events.fire(event);
  }

  /** Milliseconds on a clock that never goes back. */
  now(): number {
    return this.#calls.now();
  }

  /**
   * Calls `fn` once, so many milliseconds from now, while the reactor runs.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the delay is a finite number from 0 and `fn` a function
   */
  callLater<Args extends unknown[]>(ms: number, fn: (...args: Args) => unknown, ...args: Args): DelayedCall {
    return this.#calls.add(ms, fn, args);
  }

  /** The calls that are still to come, the first due first. */
  getDelayedCalls(): DelayedCall[] {
    return this.#calls.inOrder();
  }

  /** Hands in a call for the next pass; those handed in are called in order, before `run()` they wait for it. */
  callFromThread<Args extends unknown[]>(fn: (...args: Args) => unknown, ...args: Args): void {
    checkFunction('callFromThread', fn);
    this.#handedIn.push(() => this.#guard(fn as AnyFunction, args, 'callFromThread()'));
    this.#plan();
  }

  /**
   * Makes passes here and now for as long as something is due, but no longer than `ms` milliseconds (default 0: one
   * pass). For programs that are driven by frames, so that a chain of calls does not take a frame for each.
   *
   * @returns whether something is due still
   */
  iterate(ms = 0): boolean {
    if (!this.#driver) throw new ReactorNotRunning('iterate()');
    const until = monotonic() + ms;
    let isDue: boolean;
    do {
      this.#pass();
      isDue = this.#driver !== undefined && (this.#due ?? Number.POSITIVE_INFINITY) <= this.now();
    } while (isDue && monotonic() < until);
    return isDue;
  }

  /** What SIGINT does while the handlers are installed: stops the reactor. May be called. */
  sigInt(): void {
    this.#onSignal('SIGINT');
  }

  /** What SIGTERM does while the handlers are installed: stops the reactor. May be called. */
  sigTerm(): void {
    this.#onSignal('SIGTERM');
  }

  /** What SIGBREAK does while the handlers are installed: stops the reactor. May be called. */
  sigBreak(): void {
    this.#onSignal('SIGBREAK');
  }

  #onSignal(signal: StopSignal): void {
    msg(`Received ${signal}, shutting down.`);
    this.#signal = signal;
    this.callFromThread(() => {
      if (this.#driver && !this.#isStopAsked) this.stop();
    });
  }

  #makeDriver(pass: () => void): Driver {
    return this.#time ? new ClockDriver(this.#time, pass) : new NodeDriver(pass);
  }

  /** Resolves when the run has finished. */
  #start(makeDriver: DriverMaker, installSignalHandlers: boolean): Promise<void> {
    if (this.#driver) throw new ReactorAlreadyRunning();
    if (this.#hasEnded) throw new ReactorNotRestartable();
    this.#signal = undefined;
    if (installSignalHandlers) this.#giveSignalsBack = handleSignals((signal) => this.#onSignal(signal));
    this.#driver = makeDriver(() => this.#pass());
    this.#plan();
    return new Promise((resolve) => this.#onFinish.push(resolve));
  }

  async #runInside(host: Host, entry: EnterOptions): Promise<unknown> {
    this.#beginWhenHosted();
    this.#onFinish.push(() => hosted()?.host === host && leave());
    try {
      return await enter(host, entry);
    } finally {
      if (this.#driver) {
        msg(`The loop of ${host.name} has ended before the reactor; shutting down`);
        this.shutdownNow();
      }
    }
  }

  /** The startup belongs inside. `enter()` only asks for the entry, so the channel tells when it has happened. */
  #beginWhenHosted(): void {
    const begin = (): void => {
      hostEntered.unsubscribe(begin);
      this.#isHeldBack = false;
      this.#plan();
    };
    hostEntered.subscribe(begin);
    this.#onFinish.push(() => hostEntered.unsubscribe(begin));
  }

  #pass(): void {
    if (this.#isPassing) return;
    this.#isPassing = true;
    if (!this.#isStartupFired) this.#startUp();
    for (const call of this.#handedIn.splice(0)) call();
    this.#calls.runDue();
    if (this.#mustShutDown) this.#shutDown();
    this.#isPassing = false;
    this.#plan();
  }

  #startUp(): void {
    this.#isStartupFired = true;
    this.#events.named('startup').fire(() => {
      this.#isRunning = true;
    });
  }

  #shutDown(): void {
    this.#isStopAsked = true;
    this.#isShutdownFired = true;
    this.#events.named('shutdown').fire(this.#noLongerRunning, () => this.#finish());
  }

  readonly #noLongerRunning = (): void => {
    this.#isRunning = false;
  };

  #finish(): void {
    this.#driver?.stop();
    this.#driver = undefined;
    this.#giveSignalsBack();
    this.#giveSignalsBack = () => {};
    this.#hasEnded = this.#isStopAsked;
    this.#isStartupFired = this.#isRunning = this.#isStopAsked = this.#isShutdownFired = false;
    for (const finish of this.#onFinish.splice(0).reverse()) finish();
  }

  get #mustShutDown(): boolean {
    return this.#isStopAsked && !this.#isShutdownFired;
  }

  /** When the next pass is due, on the clock of `now()`. */
  get #due(): number | undefined {
    const atOnce = !this.#isStartupFired || this.#handedIn.length > 0 || this.#mustShutDown;
    return atOnce ? this.now() : this.#calls.earliest;
  }

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
  if (typeof fn !== 'function') throw new InvalidArgumentError(`${what}() takes a function, not ${String(fn)}`);
}
