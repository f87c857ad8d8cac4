/**
 * The reactor: on Node's loop, inside a host, or interleaved with a loop by its waker.
 */
import { offerWaker } from '../host/bare-loop.ts';
import { hostEntered, hostLeft } from '../host/channels.ts';
import { type EnterOptions, enter, leave } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { checkedWaker, type Waker } from '../host/native-call.ts';
import { currentStay } from '../host/stay.ts';
import { msg } from '../log/index.ts';
import { ReactorCore } from './core.ts';
import { handleSignals, type StopSignal } from './signals.ts';
import { type FunctionWaker, WakerDriver } from './waker-driver.ts';

/**
 * How a reactor is run. `budget`, `patience` and `signal` are those of `enter()`, and mean something only with a host.
 */
export interface RunOptions extends Omit<EnterOptions, 'ref'> {
  /**
   * Runs inside this host: startup and shutdown happen there, and then the host quits. Without it, on Node's own loop.
   */
  readonly host?: Host;
  /** Whether SIGINT, SIGTERM and SIGBREAK stop the reactor. Default: true, but false inside a host. */
  readonly installSignalHandlers?: boolean;
}

/** How a run has ended: what `run()` resolves with. */
export interface RunResult {
  /** The signal that ended it, if one did. A program then ends as the shell expects by `exitWithSignal(signal)`. */
  readonly signal: StopSignal | undefined;
  /** What the host's `run` returned; `undefined` without a host. */
  readonly host: unknown;
}

/**
 * Twisted's reactor: system events, delayed calls and an orderly end, on Node's own loop or inside a host.
 *
 * Most programs use the one that is called `reactor`; `new Reactor()` is for tests, and for several in one process.
 * Times are in milliseconds. What a function throws that the reactor calls is logged, and stops nothing.
 *
 * @example
 * import { Reactor } from 'interloop';
 *
 * const reactor = new Reactor();
 * reactor.addSystemEventTrigger('before', 'shutdown', async () => console.log('goodbye')); // is waited for
 * reactor.callWhenRunning((name) => console.log(`hello, ${name}`), 'world');
 * reactor.callLater(20, () => reactor.stop());
 * await reactor.run(); // hello, world; 20 ms later goodbye
 */
export class Reactor extends ReactorCore {
  #signal: StopSignal | undefined;

  /**
   * Runs until `stop()`; resolves when the shutdown is over and, with a host, its loop has ended.
   *
   * It keeps the process alive meanwhile. A host that ends first makes the reactor shut down at once, in all phases.
   *
   * @throws ReactorAlreadyRunning `ERR_INTERLOOP_REACTOR_ALREADY_RUNNING`
   * @throws ReactorNotRestartable `ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE` after `stop()`
   * @throws whatever `enter()` rejects with
   * @example
   * import { reactor } from 'interloop';
   * import { frame } from 'interloop/hosts/frame';
   *
   * reactor.callLater(20, () => reactor.sigTerm());
   * const { signal } = await reactor.run({ host: frame({ fps: 60 }) });
   * console.log(signal); // SIGTERM
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    const { host, installSignalHandlers = host === undefined, ...entry } = options;
    const finished = this.start((pass) => this.makeDriver(pass), host !== undefined);
    this.#takeSignals(installSignalHandlers);
    const result = host ? await this.#runInside(host, entry) : undefined;
    await finished;
    const signal = this.#signal;
    this.#signal = undefined;
    return { signal, host: result };
  }

  /**
   * Runs without entering anything, until `stop()`; resolves when the shutdown is over. It is Twisted's `interleave`:
   * quit the host from an `('after', 'shutdown')` trigger, and begin with `stop()`.
   *
   * With a function as the waker, all that the reactor does (events, delayed calls, calls that were handed in) happens
   * inside the functions that the waker is given, one at a time, to be called on the host's thread. With a native waker
   * it happens in the turns of the loop that is entered next, by `enter(native(address))`, and if that loop ends first the
   * reactor shuts down at once. Signals stop it only if `installSignalHandlers` is true.
   *
   * @throws ReactorAlreadyRunning `ERR_INTERLOOP_REACTOR_ALREADY_RUNNING`, at once, as all of these
   * @throws ReactorNotRestartable `ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE` after `stop()`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is a waker
   * @example
   * import { Reactor } from 'interloop';
   *
   * const frames = [];
   * const reactor = new Reactor();
   * reactor.callWhenRunning(() => reactor.stop());
   * reactor.addSystemEventTrigger('after', 'shutdown', () => clearInterval(loop)); // quits the host
   * reactor.interleave((turn) => frames.push(turn));
   * const loop = setInterval(() => frames.shift()?.(), 16); // the host
   */
  interleave(waker: FunctionWaker | Waker, options: { installSignalHandlers?: boolean } = {}): Promise<void> {
    const { installSignalHandlers = false } = options;
    const nativeWaker = typeof waker === 'function' ? undefined : checkedWaker(waker);
    const makeOwn = (pass: () => void) => this.makeDriver(pass);
    const makeDriver = (pass: () => void) =>
      typeof waker === 'function' ? new WakerDriver(waker, pass, makeOwn) : makeOwn(pass);
    const finished = this.start(makeDriver, nativeWaker !== undefined);
    if (nativeWaker) {
      offerWaker(nativeWaker);
      this.#followHost();
    }
    this.#takeSignals(installSignalHandlers);
    return finished;
  }

  /**
   * What SIGINT does while `run()` has signal handlers: logs it, and stops the reactor in the next pass. May be called;
   * before `run()` it is the first pass that stops.
   */
  sigInt(): void {
    this.#onSignal('SIGINT');
  }

  /** The same as {@link sigInt}, of SIGTERM. */
  sigTerm(): void {
    this.#onSignal('SIGTERM');
  }

  /** The same as {@link sigInt}, of SIGBREAK, which Windows has. */
  sigBreak(): void {
    this.#onSignal('SIGBREAK');
  }

  #onSignal(signal: StopSignal): void {
    msg(`Received ${signal}, shutting down.`);
    this.#signal = signal;
    this.callFromThread(() => {
      if (this.isOn && !this.isStopping) this.stop();
    });
  }

  #takeSignals(wanted: boolean): void {
    if (wanted) this.onFinish.push(handleSignals((signal) => this.#onSignal(signal)));
  }

  async #runInside(host: Host, entry: EnterOptions): Promise<unknown> {
    const wasEntered = this.#followHost();
    this.onFinish.push(() => currentStay()?.host === host && leave());
    try {
      return await enter(host, entry);
    } finally {
      if (!wasEntered()) this.crash();
    }
  }

  /**
   * Begins when the next host is entered, as `enter()` only asks for that, and if that ends before the reactor does, shuts
   * down at once.
   *
   * @returns whether it was entered
   */
  #followHost(): () => boolean {
    let wasEntered = false;
    const begin = (): void => {
      wasEntered = true;
      hostEntered.unsubscribe(begin);
      this.letGo();
    };
    const end = (message: unknown): void => {
      if (!wasEntered) return;
      msg(`The loop of ${(message as { host: string }).host} has ended before the reactor; shutting down`);
      this.shutdownNow();
    };
    hostEntered.subscribe(begin);
    hostLeft.subscribe(end);
    this.onFinish.push(() => {
      hostEntered.unsubscribe(begin);
      hostLeft.unsubscribe(end);
    });
    return () => wasEntered;
  }
}
