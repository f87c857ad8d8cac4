/**
 * Many iterators, a bit of each at a time, so that long work leaves the loop free for everything else.
 *
 * A tick steps the tasks round robin until the time slice is over, and the next tick goes on with the task whose turn it
 * is. The tasks that are ready stand in a set, whose order is that of insertion: the first is taken out, stepped and put
 * back at the end. While none is ready, no tick is scheduled.
 */
import { inspect } from 'node:util';
import { checkFunction } from '../deferred/check.ts';
import type { Deferred } from '../deferred/deferred.ts';
import { InvalidArgumentError, SchedulerStopped } from '../errors.ts';
import type { DelayedCall } from '../reactor/delayed-call.ts';
import { reactor } from '../reactor/global.ts';
import { CooperativeTask, type TaskKeeper } from './cooperative-task.ts';

/** How a Cooperator goes: in ticks, of which each steps tasks until it is over. */
export interface CooperatorOptions {
  /** Called at the begin of each tick; what it returns says after each step whether the tick is over. Default: 10 ms. */
  readonly terminationPredicateFactory?: () => () => boolean;
  /** Has a tick called soon, on a later turn. Default: the reactor's `callLater(0, tick)`. */
  readonly scheduler?: (tick: () => void) => { cancel(): void };
  /** Whether it begins at once, without `start()`. Default: true. */
  readonly started?: boolean;
}

const SLICE_MS = 10;

function onReactor(tick: () => void): DelayedCall {
  return reactor.callLater(0, tick);
}

function timeSlice(): () => boolean {
  const end = performance.now() + SLICE_MS;
  return () => performance.now() >= end;
}

/**
 * Steps iterators in turn, 10 ms at a time; one that yields a Deferred or a promise has its next turn when that has fired.
 * Twisted's Cooperator.
 *
 * @example
 * import { Cooperator } from 'interloop';
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock();
 * const cooperator = new Cooperator({ scheduler: (tick) => clock.callLater(1, tick) });
 * function* say(...words) {
 *   for (const word of words) yield console.log(word);
 * }
 * cooperator.coiterate(say('one', 'three'));
 * cooperator.coiterate(say('two', 'four')).addCallback(() => console.log('done'));
 * clock.advance(1); // one, two, three, four, done
 */
export class Cooperator {
  readonly #makePredicate: () => () => boolean;
  readonly #scheduler: (tick: () => void) => { cancel(): void };
  readonly #ready = new Set<CooperativeTask<unknown>>();
  readonly #keeper: TaskKeeper = {
    add: (task) => this.#add(task),
    remove: (task) => this.#remove(task),
  };
  #tickToCome: { cancel(): void } | undefined;
  #stepping: CooperativeTask<unknown> | undefined;
  #isStarted: boolean;
  #isStopped = false;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(options: CooperatorOptions = {}) {
    const { started = true, terminationPredicateFactory = timeSlice, scheduler = onReactor } = options;
    this.#makePredicate = checkFunction(terminationPredicateFactory, 'terminationPredicateFactory');
    this.#scheduler = checkFunction(scheduler, 'scheduler');
    this.#isStarted = started;
  }

  /** Whether tasks are stepped. */
  get running(): boolean {
    return this.#isStarted && !this.#isStopped;
  }

  /**
   * Adds an iterator, or something that can be iterated over, and returns a handle on it.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  cooperate<I extends Iterable<unknown> | Iterator<unknown>>(iterator: I): CooperativeTask<I> {
    return new CooperativeTask(iterator, iteratorOf(iterator), this.#keeper);
  }

  /**
   * Adds an iterator; the Deferred fires with it when it has come to its end, and fails with what it throws.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  coiterate<I extends Iterable<unknown> | Iterator<unknown>>(iterator: I): Deferred<I> {
    return this.cooperate(iterator).whenDone();
  }

  /** Begins, or begins anew after `stop()`. */
  start(): void {
    this.#isStopped = false;
    this.#isStarted = true;
    this.#reschedule();
  }

  /** Ends every task that is not paused with SchedulerStopped, as it does those that come or resume later. */
  stop(): void {
    this.#isStopped = true;
    if (this.#stepping?.isReady) this.#refuse(this.#stepping);
    for (const task of this.#ready) this.#refuse(task);
  }

  #add(task: CooperativeTask<unknown>): void {
    if (this.#isStopped) this.#refuse(task);
    else {
      this.#ready.add(task);
      this.#reschedule();
    }
  }

  #refuse(task: CooperativeTask<unknown>): void {
    const end = new SchedulerStopped();
    task.finish(end, end);
  }

  #remove(task: CooperativeTask<unknown>): void {
    this.#ready.delete(task);
    if (this.#ready.size > 0) return;
    this.#tickToCome?.cancel();
    this.#tickToCome = undefined;
  }

  #reschedule(): void {
    if (!this.#isStarted || this.#tickToCome || this.#stepping || this.#ready.size === 0) return;
    this.#tickToCome = this.#scheduler(() => this.#tick());
  }

  #tick(): void {
    this.#tickToCome = undefined;
    try {
      const isOver = this.#makePredicate();
      while (this.#stepNext() && !isOver());
    } finally {
      this.#reschedule();
    }
  }

  /** Whether there was one. */
  #stepNext(): boolean {
    const [task] = this.#ready;
    if (!task) return false;
    this.#ready.delete(task);
    this.#stepping = task;
    task.step();
    this.#stepping = undefined;
    if (task.isReady) this.#ready.add(task);
    return true;
  }
}

function iteratorOf(value: Iterable<unknown> | Iterator<unknown>): Iterator<unknown> {
  if (typeof value === 'object' && value !== null) {
    if (Symbol.iterator in value) return value[Symbol.iterator]();
    if ('next' in value && typeof value.next === 'function' && !(Symbol.asyncIterator in value)) return value;
  }
  throw new InvalidArgumentError(`A task is an iterator, for example of a generator function, not ${inspect(value)}`);
}
