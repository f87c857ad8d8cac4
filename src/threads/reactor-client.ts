/**
 * Code that lives in a reactor and goes down with it.
 */
import { inspect } from 'node:util';
import { Deferred } from '../deferred/index.ts';
import { CancelledError, InvalidArgumentError } from '../errors.ts';
import { err } from '../log/index.ts';
import { reactor as theReactor } from '../reactor/global.ts';
import { Reactor } from '../reactor/reactor.ts';
import { ReactorThread } from './reactor-thread.ts';
import { refused } from './refused.ts';

/**
 * The base class of what lives in a reactor, in this thread's or in a ReactorThread: it is told when that goes down.
 *
 * Then the Deferreds that it tracks are cancelled, the latest first, so that a chain of callbacks in the middle of its
 * work stops and cleans up, which is waited for; then comes `onShutdown()`, which is waited for too; then the resources
 * that it owns are disposed of, the latest first. The reactor goes down when all that is done. What goes wrong is logged.
 *
 * @example
 * import { deferLater, ReactorClient, reactor } from 'interloop';
 *
 * class Clock extends ReactorClient {
 *   tick() {
 *     this.track(deferLater(reactor, 60_000)).addFinally(() => console.log('no more ticks'));
 *   }
 *   onShutdown() {
 *     console.log('the clock stops');
 *   }
 * }
 * new Clock().tick();
 * reactor.callWhenRunning(() => reactor.stop());
 * await reactor.run(); // no more ticks, the clock stops
 */
export class ReactorClient {
  readonly #tracked = new Set<Deferred<unknown>>();
  readonly #owned: (Disposable | AsyncDisposable)[] = [];
  readonly #detach: () => void;
  #hasBegun = false;
  #end: Promise<void> | undefined;
  #pruneAt = 64;

  /**
   * @param where the reactor that it lives in; without it, `reactor`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  constructor(where: Reactor | ReactorThread = theReactor) {
    if (where instanceof ReactorThread) {
      this.#detach = where.addClient(() => this.shutDown());
    } else {
      if (!(where instanceof Reactor)) throw refused('where', where, 'a Reactor or a ReactorThread');
      const trigger = where.addSystemEventTrigger('before', 'shutdown', () => this.shutDown());
      this.#detach = () => trigger[Symbol.dispose]();
    }
  }

  /** Whether the end has begun. */
  get isShutDown(): boolean {
    return this.#hasBegun;
  }

  /** Called when the reactor goes down; what it returns is waited for. To be overridden. */
  onShutdown(): unknown {
    return undefined;
  }

  /**
   * Has a Deferred cancelled when the reactor goes down, wherever its chain of callbacks is by then, unless that has come
   * to its end. One that is tracked later is cancelled at once.
   *
   * @returns the same Deferred
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  track<T>(deferred: Deferred<T>): Deferred<T> {
    if (!(deferred instanceof Deferred)) {
      throw new InvalidArgumentError(`track() takes a Deferred, not ${inspect(deferred)}`);
    }
    const tracked = deferred as Deferred<unknown>;
    if (this.isShutDown) {
      deferred.cancel();
      return deferred;
    }
    if (this.#tracked.size >= this.#pruneAt) this.#prune();
    this.#tracked.add(tracked);
    return deferred;
  }

  /**
   * Has a resource disposed of at the end; one that comes later than that is disposed of at once.
   *
   * @returns the same resource
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  own<T extends Disposable | AsyncDisposable>(resource: T): T {
    const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = (resource ?? {}) as Partial<
      Disposable & AsyncDisposable
    >;
    if (!later && !now) throw new InvalidArgumentError(`own() takes what can be disposed of, not ${inspect(resource)}`);
    if (this.isShutDown) this.#dispose(resource);
    else this.#owned.push(resource);
    return resource;
  }

  /** Goes down now, without the reactor; resolves when it is done. Done once, however often it is asked for. */
  shutDown(): Promise<void> {
    this.#end ??= this.#shutDown();
    return this.#end;
  }

  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutDown();
  }

  /** A Deferred cannot tell which of its callbacks is the last, so those that stand still are looked for now and then. */
  #prune(): void {
    for (const deferred of this.#tracked) if (deferred.done) this.#tracked.delete(deferred);
    this.#pruneAt = Math.max(64, 2 * this.#tracked.size);
  }

  async #shutDown(): Promise<void> {
    this.#hasBegun = true;
    this.#detach();
    this.#prune();
    const tracked = [...this.#tracked].reverse();
    this.#tracked.clear();
    const cleanedUp = tracked.map((deferred) => deferred.toPromise().catch(logUnlessCancelled));
    for (const deferred of tracked) deferred.cancel();
    await Promise.all(cleanedUp);
    try {
      await this.onShutdown();
    } catch (error) {
      err(error, `in onShutdown() of ${this.constructor.name}`);
    }
    for (const resource of this.#owned.splice(0).reverse()) await this.#dispose(resource);
  }

  async #dispose(resource: Disposable | AsyncDisposable): Promise<void> {
    try {
      if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
      else resource[Symbol.dispose]();
    } catch (error) {
      err(error, `while disposing of what a ${this.constructor.name} owns`);
    }
  }
}

function logUnlessCancelled(error: unknown): void {
  if (!(error instanceof CancelledError)) err(error, 'in a Deferred that was cancelled by the shutdown');
}
