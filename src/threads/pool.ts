/**
 * Threads that functions are called in, by name: Twisted's thread pool.
 *
 * `pool-team.ts` tells who gets which call, `pool-thread.ts` what a thread looks like from here, `pool-worker.ts` what runs
 * in it, `claims.ts` how both sides agree on what was begun.
 *
 * **The engine** is our own, because piscina gives a thread one call at a time and so takes a way there and back for each.
 * Microseconds a call, ours and piscina 5.3.2's, Node 20.20.2, two cores that others used as well, one thread unless it
 * says otherwise; the best of many runs, and the median:
 *
 *                                             interloop        piscina
 *     10,000 short calls at once              6.7    10        17    46
 *     the same, an object as the argument     10     12        19    27
 *     2000 short calls one by one             17     38        17    51
 *     50 calls of 5 ms, two threads, in ms    130    133       131   134
 *     1000 of 20 us and ten of 20 ms, two     122    126       128   147
 *     the first call, in ms                   29     37        18    18
 *
 * Half of our 6.7 is the stack of the caller, which piscina does not keep. The first call is late since the module loader
 * reads three dozen files of ours. A prototype of the same without calls ahead was where piscina is; with calls ahead that cannot be
 * taken back it was fast, and let short calls wait behind long ones.
 *
 * **A call that runs** has its thread for itself until what it returned has ended. Cancelling it terminates the thread, since
 * nothing else stops a loop. A thread that dies takes the call with it that it had begun, and no other.
 *
 * **The end.** When the reactor stops, calls from before that which no thread has begun fail, and those that run may end.
 * Triggers that clean up may still want a thread, at any time before `during shutdown`; the order of triggers says nothing
 * about who cleans up, so it is the calls that are told apart: what is called after `stop()` is done. All that has
 * `stopTimeout`, and the reactor turns meanwhile, so that threads may call into it, and wait for it. In Twisted, the
 * reactor's thread stands still until all calls are done, those that wait as well.
 *
 * **Rejected**: a queue in shared memory from which threads take calls (arguments would have to be bytes); threads that
 * sleep in `Atomics.wait` between calls, as piscina's do (timers and channels in them would stand still); results in a pass
 * of the reactor (a pool is of use without one that runs, and a link does not do it either).
 */
import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { type Deferred, fail } from '../deferred/index.ts';
import { ThreadStoppedError } from '../errors.ts';
import { err } from '../log/index.ts';
import { Reactor } from '../reactor/reactor.ts';
import { MultipleCalls, type ThreadCalls } from './call-multiple.ts';
import { PoolCall, type Request } from './pool-call.ts';
import { PoolTeam } from './pool-team.ts';
import { checkedReference } from './reference.ts';
import { refused } from './refused.ts';
import { type AnyFunction, described, type Returned, type ThreadReference } from './types.ts';

/** What a {@link ThreadPool} may be told. */
export interface ThreadPoolOptions {
  /** How many threads there are at least. Default 0. */
  readonly minThreads?: number;
  /** How many there are at most. Default: `os.availableParallelism()`. */
  readonly maxThreads?: number;
  /** How long a thread beyond `minThreads` may be idle before it ends, in milliseconds. Default 10000. */
  readonly idleTimeout?: number;
  /** How long calls may take to end when the pool stops, in milliseconds; then they are terminated. Default 5000. */
  readonly stopTimeout?: number;
  /** What it is called in messages. Default: `the thread pool`. */
  readonly name?: string;
  /** As those of Node's `Worker`: the sizes, in megabytes, beyond which a thread dies. */
  readonly resourceLimits?: ResourceLimits;
}

/** A thread pool at one moment. */
export interface ThreadPoolStatistics {
  /** How many threads there are. */
  readonly threads: number;
  /** How many of them run a call. */
  readonly working: number;
  /** How many calls no thread has begun. */
  readonly queued: number;
  /** How many calls have come to an end in a thread, well or badly. */
  readonly completed: number;
}

/**
 * Threads that functions can be called in, by name.
 *
 * Most programs use the one that `deferToThread()` uses; another one is for calls that should not wait for those, or for
 * limits of their own. It ends with its reactor.
 *
 * @example
 * import { reactor, ThreadPool, threadModule } from 'interloop';
 *
 * const zlib = threadModule('node:zlib'); // <typeof import('node:zlib')>
 *
 * const pool = new ThreadPool(reactor, { maxThreads: 2, name: 'packers' });
 * const packed = await pool.deferToThread(zlib.brotliCompressSync, 'a'.repeat(1_000_000));
 * console.log(packed.length); // 14
 * await pool.stop();
 */
export class ThreadPool {
  /** What it is called in messages. */
  readonly name: string;
  readonly #reactor: Reactor;
  readonly #stopTimeout: number;
  readonly #team: PoolTeam;
  readonly #triggers: readonly Disposable[];
  #isStopped: boolean;
  #limit: NodeJS.Timeout | undefined;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(reactor: Reactor, options: ThreadPoolOptions = {}) {
    const { minThreads = 0, maxThreads = Math.max(availableParallelism(), minThreads) } = options;
    const { idleTimeout = 10_000, stopTimeout = 5000, name = 'the thread pool', resourceLimits } = options;
    if (!(reactor instanceof Reactor)) throw refused('reactor', reactor, 'a Reactor');
    if (typeof name !== 'string') throw refused('name', name, 'a string');
    if (!(idleTimeout >= 0)) throw refused('idleTimeout', idleTimeout, 'a number of milliseconds from 0');
    if (!(Number.isFinite(stopTimeout) && stopTimeout >= 0)) {
      throw refused('stopTimeout', stopTimeout, 'a number of milliseconds from 0');
    }
    this.name = name;
    this.#reactor = reactor;
    this.#stopTimeout = stopTimeout;
    this.#team = new PoolTeam({ name, idleTimeout, stopTimeout, resourceLimits });
    this.#isStopped = reactor.hasEnded;
    this.adjustPoolsize(minThreads, maxThreads);
    this.#triggers = reactor.hasEnded
      ? []
      : [
          reactor.addSystemEventTrigger('before', 'shutdown', () => this.#endWithReactor()),
          reactor.addSystemEventTrigger('during', 'shutdown', () => this.#stop()),
        ];
  }

  /**
   * Has a function called in a thread of the pool; its result or error comes as a Deferred. To cancel it withdraws a call
   * that no thread has begun; a thread that runs it is terminated, and replaced.
   *
   * Fails with what the function has thrown, NoSuchModuleError `ERR_INTERLOOP_NO_SUCH_MODULE`, NoSuchFunctionError
   * `ERR_INTERLOOP_NO_SUCH_FUNCTION`, ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED` if the pool has stopped or stops
   * first, or ThreadDiedError `ERR_INTERLOOP_THREAD_DIED`.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless `fn` is a reference
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   */
  deferToThread<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): Deferred<Returned<F>> {
    const what = checkedReference('deferToThread', fn);
    if (this.#isStopped) return fail(new ThreadStoppedError(described(what), this.name));
    return this.#call({ what, args, from: this.deferToThread }) as Deferred<Returned<F>>;
  }

  /**
   * The same for a call whose result nobody wants; an error is logged.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless `fn` is a reference
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED`
   */
  callInThread<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): void {
    const what = checkedReference('callInThread', fn);
    this.#callAndLog({ what, args, from: this.callInThread }, described(what));
  }

  /**
   * Makes several calls in the same thread, one after the other; the results are lost. An error ends it, and is logged.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless each is a reference with its arguments
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED`
   */
  callMultipleInThread<Fs extends readonly AnyFunction[]>(calls: ThreadCalls<Fs>): void {
    const all = new MultipleCalls(calls);
    if (calls.length === 0) return;
    try {
      this.#callAndLog({ what: all.what, args: all.args, from: this.callMultipleInThread }, all.title);
    } catch (error) {
      throw all.explain(error);
    }
  }

  /**
   * Changes how many threads there are at least and at most; `undefined` leaves it. Threads that are too many end when
   * they have done what they have begun.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  adjustPoolsize(minThreads?: number, maxThreads?: number): void {
    const min = minThreads ?? this.#team.limits.min;
    const max = maxThreads ?? this.#team.limits.max;
    if (!(Number.isInteger(min) && min >= 0)) throw refused('minThreads', min, 'an integer from 0');
    if (!(Number.isInteger(max) && max >= 1)) throw refused('maxThreads', max, 'an integer from 1');
    if (min > max) throw refused('minThreads', min, `not more than maxThreads, ${max}`);
    if (!this.#isStopped) this.#team.resize(min, max);
  }

  /** What it is doing now. */
  get statistics(): ThreadPoolStatistics {
    return Object.freeze(this.#team.statistics);
  }

  /**
   * Ends it for good: calls that no thread has begun fail with ThreadStoppedError at once, and those that run when
   * `stopTimeout` is over do then. Fires when all threads are gone.
   */
  stop(): Deferred<void> {
    this.#stop();
    return this.#team.gone();
  }

  /** Stops it, and waits for the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  readonly #cancel = (call: PoolCall): void => this.#team.cancel(call);

  #call(request: Request): Deferred<unknown> {
    const call = new PoolCall(request, this.#reactor.isStopping, this.#cancel);
    this.#team.take(call);
    return call.deferred;
  }

  #callAndLog(request: Request, title: string): void {
    if (this.#isStopped) throw new ThreadStoppedError(title, this.name);
    this.#call({ ...request, title }).addErrback(err, `while calling ${title} in a thread`);
  }

  /** What others call while they clean up is still done. */
  #endWithReactor(): Deferred<void> {
    this.#leave((call) => !call.isCleaningUp);
    return this.#team.gone();
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const trigger of this.#triggers) trigger[Symbol.dispose]();
    this.#leave(() => true);
    this.#team.gone().addCallback(() => clearTimeout(this.#limit));
  }

  #leave(which: (call: PoolCall) => boolean): void {
    this.#limit ??= setTimeout(() => this.#terminate(), this.#stopTimeout).unref();
    this.#refuse(this.#team.leave(which));
  }

  #terminate(): void {
    this.#stop();
    this.#refuse(this.#team.terminate());
  }

  #refuse(calls: readonly PoolCall[]): void {
    for (const call of calls) call.fail(new ThreadStoppedError(call.title, this.name));
  }
}
