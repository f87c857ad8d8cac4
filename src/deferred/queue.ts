import { inspect } from 'node:util';
import { InvalidArgumentError, QueueOverflow, QueueUnderflow } from '../errors.ts';
import { Deferred } from './deferred.ts';
import { type Entry, Fifo } from './fifo.ts';
import { succeed } from './results.ts';

/** The limits of a DeferredQueue: whole numbers, 0 or more. */
export interface DeferredQueueOptions {
  /** How many values it keeps that nobody has asked for yet; without it, any number. */
  readonly size?: number | undefined;
  /** How many may wait for a value; without it, any number. */
  readonly backlog?: number | undefined;
}

/**
 * Values on one side, those who wait for one on the other, both in order: Twisted's DeferredQueue.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { DeferredQueue } from 'interloop';
 *
 * const queue = new DeferredQueue({ size: 10 });
 * queue.get().addCallback((job) => console.log('job', job));
 * queue.put(1); // job 1
 */
export class DeferredQueue<T> {
  /** How many values it keeps at most; `Infinity` without a limit. */
  readonly size: number;
  /** How many may wait at most; `Infinity` without a limit. */
  readonly backlog: number;
  readonly #values = new Fifo<T>();
  readonly #getters = new Fifo<Deferred<T>>();

  constructor({ size = Infinity, backlog = Infinity }: DeferredQueueOptions = {}) {
    this.size = checkLimit(size, 'size');
    this.backlog = checkLimit(backlog, 'backlog');
  }

  /** How many values wait to be got. */
  get pending(): number {
    return this.#values.length;
  }

  /** How many wait for a value. */
  get waiting(): number {
    return this.#getters.length;
  }

  /**
   * Gives a value to whoever waits longest, before this returns, or keeps it.
   *
   * @throws QueueOverflow `ERR_INTERLOOP_QUEUE_OVERFLOW`
   */
  put(value: T): void {
    if (this.#getters.length > 0) this.#getters.shift().callback(value);
    else if (this.#values.length < this.size) this.#values.push(value);
    else throw new QueueOverflow(this.size);
  }

  /**
   * Fires with the next value; `cancel()` gives up waiting.
   *
   * @throws QueueUnderflow `ERR_INTERLOOP_QUEUE_UNDERFLOW`
   */
  get(): Deferred<T> {
    if (this.#values.length > 0) return succeed(this.#values.shift());
    if (this.#getters.length >= this.backlog) throw new QueueUnderflow(this.backlog);
    const entry: Entry<Deferred<T>> = this.#getters.push(new Deferred<T>(() => this.#getters.remove(entry)));
    return entry.value;
  }
}

function checkLimit(limit: number, name: string): number {
  if (limit === Infinity || (Number.isInteger(limit) && limit >= 0)) return limit;
  throw new InvalidArgumentError(`The ${name} of a queue is a whole number, 0 or more, not ${inspect(limit)}`);
}
