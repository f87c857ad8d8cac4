/**
 * One stay of this thread's Node inside a host: what `enter()` and `install()` have in common.
 *
 * The addon calls begin() from its prepare callback, at callback scope depth 0. begin() opens the guest, hangs it into
 * the host and answers what blocks; end() is told when the host has returned. No promise and no async resource is made
 * here, because a program that runs under `interloop/register` must not find any that it did not make.
 */
import {
  AlreadyHostedError,
  CannotQuitError,
  ExitingError,
  ForeignStackError,
  InvalidArgumentError,
  OutOfResourcesError,
} from '../errors.ts';
import { isBareLoop } from './bare-loop.ts';
import { isBelowJavaScript } from './below.ts';
import { hostEntered, hostLeft } from './channels.ts';
import { checkedHost, type Host, isWatch } from './host.ts';
import { addon, STATE_FOREIGN } from './native.ts';
import { encode } from './native-call.ts';
import { type HostStatistics, readStatistics } from './statistics.ts';

/** How Node lives in a host. Times are in milliseconds. */
export interface StayOptions {
  /**
   * Whether the host by itself keeps Node inside, as an open server keeps it alive. With `false` the host is left when
   * nothing else in Node is alive. Default `true`.
   */
  readonly ref?: boolean;
  /** How long one turn may go on as long as there is something to do, in milliseconds. Default 2. */
  readonly budget?: number;
  /**
   * How long events of the host that have priority may keep Node waiting, in milliseconds, where the host tells (the
   * watch form). Default 8.
   */
  readonly patience?: number;
}

/** How a stay ended: `error` is what `run` threw, or why Node could not live there. */
export interface Departure {
  readonly result: unknown;
  readonly failed: boolean;
  readonly error: unknown;
  readonly statistics: HostStatistics | undefined;
}

/** A function that waits to be called at the host's own level, see modal.ts. */
export interface Hop {
  call(): void;
  /** The host ends before. */
  abandon(): void;
}

const DEFAULT_BUDGET = 2;
const DEFAULT_PATIENCE = 8;

let current: Stay | undefined;
let isSetUp = false;

/** This thread's stay, from the moment it was asked for. */
export function currentStay(): Stay | undefined {
  return current;
}

export class Stay {
  readonly host: Host;
  #hops: Hop[] = [];
  #options: StayOptions;
  #referenced: boolean;
  #since = 0;
  #isInside = false;
  #isAbandoned = false;
  #run: { value?: unknown; failed: boolean; error?: unknown } = { failed: false };

  constructor(host: Host, options: StayOptions) {
    this.host = checkedHost(host);
    this.#options = options;
    this.#referenced = options.ref ?? true;
    checkDuration('budget', options.budget);
    checkDuration('patience', options.patience);
    addon();
    if (current) throw new AlreadyHostedError(current.host.name, host.name);
    if ((process as { _exiting?: boolean })._exiting) throw new ExitingError(host.name);
  }

  /** Asks the addon for the entry. `standing`: again and again, for as long as the host is left only because we ask. */
  request(standing: boolean, onEnd: (departure: Departure) => void): void {
    setUp();
    current = this;
    const begin = () => (standing && isBelowJavaScript(begin) ? null : this.#begin());
    addon().enter(begin, (error, result, again) => onEnd(this.#end(error, result, again)), standing);
  }

  /** Asks the host to quit, or is not even begun if the host was not entered yet. */
  leave(): void {
    if (!this.#isInside) this.#isAbandoned = true;
    else if (isBareLoop(this.host)) throw new CannotQuitError();
    else addon().quit();
  }

  hop(hop: Hop): void {
    this.#hops.push(hop);
    if (this.#isInside) addon().postHop();
    else this.#comeTo();
  }

  /** Hops are alive, which inside the addon sees to: until the entry, which is at most two rounds away, immediates do. */
  #comeTo(): void {
    if (!this.#isInside && this.#hops.length > 0) setImmediate(() => this.#comeTo());
  }

  takeHop(): Hop | undefined {
    return this.#hops.shift();
  }

  get isInside(): boolean {
    return this.#isInside;
  }

  get form(): 'watch' | 'waker' {
    return isWatch(this.host.wake) ? 'watch' : 'waker';
  }

  get referenced(): boolean {
    return this.#referenced;
  }

  set referenced(value: boolean) {
    this.#referenced = value;
    addon().setReferenced(value);
  }

  statistics(): HostStatistics | undefined {
    return readStatistics(this.host.name, this.form, this.#since);
  }

  #begin(): BigInt64Array | undefined {
    const { host } = this;
    const native = addon();
    this.#run = { failed: false };
    if (this.#isAbandoned) return undefined;
    host.check?.();
    this.#since = performance.now();
    const guest = native.open(!isWatch(host.wake));
    try {
      const watch = isWatch(host.wake) ? host.wake.prepare(guest) : undefined;
      const post = isWatch(host.wake) ? host.wake.post : host.wake;
      native.setReferenced(this.#referenced);
      native.configure(
        encode(post, { turn: native.turn, guest }),
        encode(post, { turn: native.hop, guest }),
        typeof host.quit === 'function' ? () => (host.quit as () => void)() : encode([host.quit]),
        encode(watch?.detach ?? []),
        this.#options.budget ?? DEFAULT_BUDGET,
        this.#options.patience ?? DEFAULT_PATIENCE,
      );
      watch?.attach();
    } catch (error) {
      native.close();
      throw error;
    }
    this.#isInside = true;
    for (const _ of this.#hops) native.postHop();
    if (hostEntered.hasSubscribers) hostEntered.publish({ host: host.name, form: this.form });
    if (typeof host.run !== 'function') return encode([host.run]);
    try {
      this.#run.value = host.run();
    } catch (error) {
      this.#run = { failed: true, error };
    }
    return undefined;
  }

  #finish(): void {
    current = undefined;
    for (const hop of this.#hops.splice(0)) hop.abandon();
  }

  /** The addon only passes on what the system said. */
  #explain(error: unknown): unknown {
    const isOfTheSystem = (error as Partial<NodeJS.ErrnoException>)?.code === 'ERR_INTERLOOP_NATIVE';
    return isOfTheSystem ? new OutOfResourcesError(this.host.name, error) : error;
  }

  #end(error: unknown, result: unknown, again: boolean): Departure {
    const native = addon();
    const statistics = this.statistics();
    const isForeign = (native.state() & STATE_FOREIGN) !== 0;
    native.close();
    this.#isInside = false;
    if (again) this.#comeTo();
    else this.#finish();
    if (hostLeft.hasSubscribers) hostLeft.publish({ host: this.host.name, form: this.form, statistics });
    if (error !== undefined) return { result: undefined, failed: true, error: this.#explain(error), statistics };
    if (isForeign) {
      return { result: undefined, failed: true, error: new ForeignStackError(this.host.name), statistics };
    }
    const run = this.#run;
    return { result: run.value ?? result, failed: run.failed, error: run.error, statistics };
  }
}

function setUp(): void {
  if (isSetUp) return;
  isSetUp = true;
  addon().setup(
    (process as unknown as { _tickCallback: () => void })._tickCallback,
    () => current?.takeHop()?.call(),
    () => process.emitWarning(new ForeignStackError(current?.host.name ?? 'the host')),
  );
}

function checkDuration(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= 3_600_000)) return;
  throw new InvalidArgumentError(`${name} is a time in milliseconds from 0 to 3600000, not ${String(value)}`);
}
