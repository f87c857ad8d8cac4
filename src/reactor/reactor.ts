/**
 * The reactor: on Node's loop, inside a host, or interleaved with a loop by its waker.
 */
import { offerWaker } from '../host/bare-loop.ts';
import { hostEntered } from '../host/channels.ts';
import { type EnterOptions, enter, hosted, leave } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { checkedWaker, type Waker } from '../host/native-call.ts';
import { msg } from '../log/index.ts';
import { ReactorCore } from './core.ts';
import { handleSignals, type StopSignal } from './signals.ts';
import { type FunctionWaker, WakerDriver } from './waker-driver.ts';

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

export class Reactor extends ReactorCore {
  #signal: StopSignal | undefined;

  /**
   * Runs until `stop()`; resolves when the shutdown is over and, with a host, its loop has ended.
   *
   * @throws ReactorAlreadyRunning `ERR_INTERLOOP_REACTOR_ALREADY_RUNNING`
   * @throws ReactorNotRestartable `ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE` after `stop()`
   * @throws whatever `enter()` rejects with
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    const { host, installSignalHandlers = host === undefined, ...entry } = options;
    const finished = this.start((pass) => this.makeDriver(pass), host !== undefined);
    this.#takeSignals(installSignalHandlers);
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
    const nativeWaker = typeof waker === 'function' ? undefined : checkedWaker(waker);
    const makeDriver = (pass: () => void) =>
      typeof waker === 'function' ? new WakerDriver(waker, pass) : this.makeDriver(pass);
    const finished = this.start(makeDriver, nativeWaker !== undefined);
    if (nativeWaker) {
      offerWaker(nativeWaker);
      this.#beginWhenHosted();
    }
    this.#takeSignals(installSignalHandlers);
    return finished;
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
      if (this.isOn && !this.isStopping) this.stop();
    });
  }

  #takeSignals(wanted: boolean): void {
    this.#signal = undefined;
    if (wanted) this.onFinish.push(handleSignals((signal) => this.#onSignal(signal)));
  }

  async #runInside(host: Host, entry: EnterOptions): Promise<unknown> {
    this.#beginWhenHosted();
    this.onFinish.push(() => hosted()?.host === host && leave());
    try {
      return await enter(host, entry);
    } finally {
      if (this.isOn) {
        msg(`The loop of ${host.name} has ended before the reactor; shutting down`);
        this.shutdownNow();
      }
    }
  }

  /** The startup belongs inside. `enter()` only asks for the entry, so the channel tells when it has happened. */
  #beginWhenHosted(): void {
    const begin = (): void => {
      hostEntered.unsubscribe(begin);
      this.letGo();
    };
    hostEntered.subscribe(begin);
    this.onFinish.push(() => hostEntered.unsubscribe(begin));
  }
}
