/**
 * A reactor in a thread of its own, so that this thread belongs to something else.
 *
 * The worker runs `reactor-thread-worker.ts`; calls reach it over a link (`wire.ts`) that is made with this object, and a
 * port keeps what is sent into it. So calls and triggers from before the start need no list here: they arrive first, in
 * their order, and triggers are added before the reactor there fires `startup`.
 *
 * **Three ends.** In order: `stopReactor()`, or the end of the reactor that owns this, fires `shutdown` there, and calls
 * that are not answered by its end fail with ThreadStoppedError. Forced: after `stopTimeout` the thread is terminated. By a
 * crash: an uncaught error, no memory, `process.exit()`; calls fail with ThreadDiedError, and `onCrash` is told. Whatever
 * the end was, `startReactor()` makes a new thread.
 */
import { type ResourceLimits, threadId, Worker } from 'node:worker_threads';
import { Deferred, fail } from '../deferred/index.ts';
import { ReactorAlreadyRunning, ReactorNotRunning, ThreadDiedError, ThreadStoppedError } from '../errors.ts';
import { err } from '../log/index.ts';
import { reactor as theReactor } from '../reactor/global.ts';
import { Reactor } from '../reactor/reactor.ts';
import { checkEvent, checkPhase, type Phase, type TriggerId } from '../reactor/system-event.ts';
import { Link } from './link.ts';
import { checkedReference } from './reference.ts';
import { refused } from './refused.ts';
import { type AnyFunction, described, type Returned, type ThreadReference } from './types.ts';
import { type End, newLink } from './wire.ts';

/** What a {@link ReactorThread} may be told. */
export interface ReactorThreadOptions {
  /** What it is called in messages. Default: `the reactor thread`. */
  readonly name?: string;
  /** The reactor whose shutdown stops this one first, and waits for it. Default: `reactor`. */
  readonly owner?: Reactor;
  /** How long an orderly stop may take before the thread is terminated, in milliseconds. Default 5000. */
  readonly stopTimeout?: number;
  /** Called when the thread has died. Default: it is logged. */
  readonly onCrash?: (error: ThreadDiedError) => void;
  /** As those of Node's `Worker`: the sizes, in megabytes, beyond which the thread dies. */
  readonly resourceLimits?: ResourceLimits;
}

/** How a thread has ended. */
export interface ThreadEnding {
  /** 0 after an orderly stop. */
  readonly exitCode: number;
  /** There if it died. */
  readonly error: ThreadDiedError | undefined;
}

/** What a worker of ours is started with. */
export interface ReactorThreadData {
  readonly end: End;
  readonly owner: number;
}

type State = 'new' | 'starting' | 'running' | 'stopping' | 'ended';

const WORKER = new URL('./reactor-thread-worker.js', import.meta.url);

/**
 * A reactor in a thread of its own: what Twisted programs with a GUI have on their main thread's side.
 *
 * @example
 * import { ReactorThread, threadModule } from 'interloop';
 *
 * const dns = threadModule('node:dns/promises'); // <typeof import('node:dns/promises')>
 *
 * const network = new ReactorThread({ name: 'network' });
 * await network.startReactor();
 * const { address } = await network.callInReactor(dns.lookup, '127.0.0.1');
 * console.log(address); // 127.0.0.1
 * await network.stopReactor();
 */
export class ReactorThread {
  /** What it is called in messages. */
  readonly name: string;
  readonly #owner: Reactor;
  readonly #stopTimeout: number;
  readonly #onCrash: (error: ThreadDiedError) => void;
  readonly #resourceLimits: ResourceLimits | undefined;
  readonly #beforeStop = new Set<() => unknown>();
  #state: State = 'new';
  #link!: Link;
  #far!: End;
  #worker: Worker | undefined;
  #crash: unknown;
  #starting: Deferred<void> | undefined;
  #ending: Deferred<ThreadEnding>[] = [];
  #trigger: TriggerId | undefined;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(options: ReactorThreadOptions = {}) {
    const { name = 'the reactor thread', owner = theReactor, stopTimeout = 5000, onCrash, resourceLimits } = options;
    if (typeof name !== 'string') throw refused('name', name, 'a string');
    if (!(owner instanceof Reactor)) throw refused('owner', owner, 'a Reactor');
    if (onCrash !== undefined && typeof onCrash !== 'function') throw refused('onCrash', onCrash, 'a function');
    if (!(Number.isFinite(stopTimeout) && stopTimeout >= 0)) {
      throw refused('stopTimeout', stopTimeout, 'a number of milliseconds from 0');
    }
    this.name = name;
    this.#owner = owner;
    this.#stopTimeout = stopTimeout;
    this.#onCrash = onCrash ?? ((error) => err(error, `while ${name} was running`));
    this.#resourceLimits = resourceLimits;
    this.#prepareLink();
  }

  /** The number of the thread, from its start to its end: what `reactorOf()` takes. */
  get threadId(): number | undefined {
    return this.#worker?.threadId;
  }

  /** Whether the reactor there runs: from the end of its `startup` to the end of its `shutdown`. */
  isReactorRunning(): boolean {
    return this.#state === 'running' || this.#state === 'stopping';
  }

  /**
   * Starts the thread and the reactor in it; fires when that runs, or fails with ThreadDiedError.
   *
   * @throws ReactorAlreadyRunning `ERR_INTERLOOP_REACTOR_ALREADY_RUNNING`
   */
  startReactor(): Deferred<void> {
    if (this.#worker) throw new ReactorAlreadyRunning();
    if (this.#state === 'ended') this.#prepareLink();
    this.#state = 'starting';
    const { port, blocking } = this.#far;
    const workerData: ReactorThreadData = { end: this.#far, owner: threadId };
    const worker = new Worker(WORKER, {
      name: this.name,
      workerData,
      transferList: [port, blocking],
      ...(this.#resourceLimits && { resourceLimits: this.#resourceLimits }),
    });
    this.#worker = worker;
    this.#crash = undefined;
    worker.on('message', (message: 'running' | 'stopped') => this.#onMessage(message));
    worker.on('error', (error) => {
      this.#crash = error;
    });
    worker.on('exit', (exitCode) => this.#onExit(exitCode));
    if (!this.#owner.hasEnded) {
      this.#trigger = this.#owner.addSystemEventTrigger('before', 'shutdown', () => this.#stopWithOwner());
    }
    this.#starting = new Deferred();
    return this.#starting;
  }

  /**
   * Stops the reactor there in order, and the thread with it, which is terminated after `stopTimeout`; fires when it has
   * ended.
   *
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING`, also while it is stopping already
   */
  stopReactor(): Deferred<ThreadEnding> {
    if (this.#state !== 'running' && this.#state !== 'starting') throw new ReactorNotRunning('stopReactor()');
    this.#state = 'stopping';
    const worker = this.#worker!;
    const limit = setTimeout(() => worker.terminate(), this.#stopTimeout);
    this.join().addBoth(() => clearTimeout(limit));
    this.#tellClients().then(() => this.#link.stop());
    return this.join();
  }

  /** Fires when the thread has ended, in whatever way; that of the next start, if it does not run. */
  join(): Deferred<ThreadEnding> {
    const ending = new Deferred<ThreadEnding>();
    this.#ending.push(ending);
    return ending;
  }

  /**
   * Calls a function by name in the reactor there; its result or error comes as a Deferred, which fires in this thread.
   * Before the start, calls are kept and made in their order once it runs. Fails with ThreadStoppedError
   * `ERR_INTERLOOP_THREAD_STOPPED` or ThreadDiedError `ERR_INTERLOOP_THREAD_DIED` if the thread has ended, or ends first.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   */
  callInReactor<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): Deferred<Returned<F>> {
    const what = checkedReference('callInReactor', fn);
    if (this.#state === 'ended') return fail(new ThreadStoppedError(described(what), this.name));
    return this.#link.ask(what, args) as Deferred<Returned<F>>;
  }

  /**
   * Adds a trigger to an event of the reactor there, before the start or after it; what it throws is logged there, and
   * what a `before` trigger returns is waited for.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED`
   */
  addReactorEventTrigger<F extends AnyFunction>(
    phase: Phase,
    event: string,
    fn: ThreadReference<F>,
    ...args: Parameters<F>
  ): void {
    checkPhase(phase);
    checkEvent(event);
    const what = checkedReference('addReactorEventTrigger', fn);
    if (this.#state === 'ended') throw new ThreadStoppedError(described(what), this.name);
    this.#link.trigger(phase, event, what, args);
  }

  /** Stops it if it runs, and waits for the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stopWithOwner();
  }

  /**
   * Has a function called in this thread before the reactor there is stopped, and its result waited for; after a crash it
   * is only called.
   *
   * @internal
   */
  addClient(beforeStop: () => unknown): () => void {
    this.#beforeStop.add(beforeStop);
    return () => this.#beforeStop.delete(beforeStop);
  }

  #prepareLink(): void {
    const { caller, reactor } = newLink();
    this.#link = new Link(caller, this.name, true);
    this.#far = reactor;
    this.#state = 'new';
  }

  #onMessage(message: 'running' | 'stopped'): void {
    if (message === 'stopped') {
      this.#state = 'stopping';
    } else if (this.#state === 'starting') {
      this.#state = 'running';
      this.#started();
    }
  }

  #started(): void {
    const starting = this.#starting;
    this.#starting = undefined;
    starting?.callback();
  }

  #onExit(exitCode: number): void {
    const wasAsked = this.#state === 'stopping';
    const error = wasAsked && this.#crash === undefined ? undefined : this.#explain(exitCode);
    this.#state = 'ended';
    this.#worker = undefined;
    this.#trigger?.[Symbol.dispose]();
    this.#trigger = undefined;
    if (error) this.#tellClients();
    if (error) this.#link.die(error);
    else this.#link.end();
    const { port, blocking } = this.#far;
    port.close();
    blocking.close();
    if (error) this.#onCrash(error);
    const starting = this.#starting;
    this.#starting = undefined;
    if (error) starting?.errback(error);
    else starting?.callback();
    for (const ending of this.#ending.splice(0)) ending.callback({ exitCode, error });
  }

  #explain(exitCode: number): ThreadDiedError {
    const cause = this.#crash;
    const how = cause instanceof Error ? String(cause.message) : `it has exited with code ${exitCode}`;
    return new ThreadDiedError(this.name, how, cause);
  }

  #tellClients(): Promise<unknown> {
    return Promise.allSettled([...this.#beforeStop].map(async (beforeStop) => beforeStop()));
  }

  #stopWithOwner(): Deferred<ThreadEnding> | undefined {
    if (!this.#worker) return undefined;
    return this.#state === 'stopping' ? this.join() : this.stopReactor();
  }
}
