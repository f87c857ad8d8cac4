/**
 * Where tasklets of different threads meet. Start with `memory.ts`, which tells how threads share a channel.
 */
import { inspect } from 'node:util';
import { checkMilliseconds } from '../../deferred/scheduler.ts';
import { InvalidArgumentError } from '../../errors.ts';
import { abortable, type WaitOptions } from '../../tasklets/abortable.ts';
import { checkName, receiveAll, receiveNow, sendNow, showAs } from '../../tasklets/channel-calls.ts';
import { refused } from '../../tasklets/refused.ts';
import { makeSelectable, type Operation, type Selectable } from '../../tasklets/selectable.ts';
import { perform } from '../../tasklets/wait.ts';
import { receiveSync, sendSync } from './blocking.ts';
import { Memory, MOST_CAPACITY } from './memory.ts';
import { SharedExchange } from './shared-exchange.ts';

/** How a channel between threads behaves. */
export interface ThreadChannelOptions {
  /** How many values it keeps that nobody has received yet: a whole number up to 1,048,576. Default: 0, so that sender and receiver meet. */
  readonly capacity?: number | undefined;
  /** The most bytes that its values take together, from 4096; what is not used costs nothing. Default: 16 MiB. Or the memory of a channel that was sent. */
  readonly memory?: number | SharedArrayBuffer | undefined;
  /** What reports call it. Default: `thread-channel-` and a number. */
  readonly name?: string | undefined;
}

/** How long the blocking forms wait. */
export interface SyncOptions {
  /** In milliseconds; then it fails with a TimeoutError. Default: for ever. */
  readonly timeout?: number | undefined;
}

/** What becomes of a channel that is sent to another thread, until `ThreadChannel.open()` makes it one again. */
export interface SentThreadChannel {
  /** What reports call it. */
  readonly name: string;
  /** What threads share of it. */
  readonly memory: SharedArrayBuffer;
}

const DEFAULT_BYTES = 2 ** 24;
const FEWEST_BYTES = 4096;
const MOST_BYTES = 2 ** 30;

const open = new Map<string, WeakRef<ThreadChannel>>();
const collected = new FinalizationRegistry<string>((id) => {
  if (open.get(id)?.deref() === undefined) open.delete(id);
});
let made = 0;

/**
 * The channel between threads: takes values from senders in any threads to receivers in any threads, first come, first served.
 *
 * It is made once and handed over in `workerData`, in a message or in a call by name, and opened there. Values are cloned;
 * of those that `transfer()` marks the bytes are moved. A thread is kept alive by operations that wait, not by the channel.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Worker } from 'node:worker_threads';
 * import { ThreadChannel } from 'interloop';
 *
 * const squares = new ThreadChannel();
 * const code = `
 *   const { workerData } = require('node:worker_threads');
 *   import('interloop').then(({ ThreadChannel }) => {
 *     const squares = ThreadChannel.open(workerData);
 *     for (const n of [1, 2, 3]) squares.sendSync(n * n);
 *     squares.close();
 *   })`;
 * new Worker(code, { eval: true, workerData: squares });
 * for await (const square of squares) console.log(square); // 1, 4, 9
 */
export class ThreadChannel<T = unknown> implements Selectable<T>, AsyncIterable<T> {
  /** What reports call it. */
  readonly name: string;
  /** What threads share of it. */
  readonly memory: SharedArrayBuffer;
  readonly #exchange: SharedExchange;

  static {
    makeSelectable(ThreadChannel.prototype, (channel) => channel.#exchange);
    showAs('ThreadChannel', ThreadChannel.prototype);
  }

  /**
   * The channel that another thread has sent; in one thread always the same object, as long as that is used.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  static open<T = unknown>(sent: SentThreadChannel): ThreadChannel<T> {
    if (sent instanceof ThreadChannel) return sent as ThreadChannel<T>;
    const { name, memory } = Object(sent) as Partial<SentThreadChannel>;
    if (typeof name !== 'string' || !(memory instanceof SharedArrayBuffer)) {
      throw new InvalidArgumentError(`ThreadChannel.open() takes a channel that was sent, not ${inspect(sent)}`);
    }
    const known = open.get(new Memory(memory).id)?.deref();
    return (known ?? new ThreadChannel({ name, memory })) as ThreadChannel<T>;
  }

  constructor({ capacity = 0, memory = DEFAULT_BYTES, name }: ThreadChannelOptions = {}) {
    made++;
    this.name = checkName(name ?? `thread-channel-${made}`);
    const isOpened = memory instanceof SharedArrayBuffer;
    const shared = isOpened ? new Memory(memory) : Memory.make(checkCapacity(capacity), checkBytes(memory));
    this.memory = shared.buffer;
    this.#exchange = new SharedExchange(shared, this.name, this);
    open.set(shared.id, new WeakRef<ThreadChannel>(this as ThreadChannel));
    collected.register(this, shared.id);
    if (isOpened) this.#exchange.place;
  }

  /** How many values it keeps at most. */
  get capacity(): number {
    return this.#exchange.memory.capacity;
  }

  /** How many values are to be had, kept ones and those of senders that wait, less the receivers that wait; as of a moment ago. */
  get balance(): number {
    return this.#exchange.balance;
  }

  /** Whether it was closed; there may be values left to receive. */
  get closing(): boolean {
    return this.#exchange.isClosing;
  }

  /** Whether it was closed and holds nothing more. */
  get closed(): boolean {
    return this.#exchange.isClosing && this.#exchange.isEmpty;
  }

  /**
   * Sends a value: comes to its end when a receiver has taken it or there is room to keep it. It is cloned at once.
   *
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` (rejects, as do the others)
   * @throws TooLargeError `ERR_INTERLOOP_TOO_LARGE`
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED`
   * @throws ThreadDiedError `ERR_INTERLOOP_THREAD_DIED`
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
   * @throws the signal's reason
   */
  send(value: T, options: WaitOptions = {}): Promise<void> {
    const sending = operation(() => this.#exchange.sendingInLine(value, false));
    return perform(abortable(sending, options, 'send()'), 'to send to', this, this.send);
  }

  /**
   * Sends an error, which is thrown where it is received, with what could be cloned of it.
   *
   * @throws what {@link send} throws
   */
  sendException(error: unknown, options: WaitOptions = {}): Promise<void> {
    const sending = operation(() => this.#exchange.sendingInLine(error, true));
    return perform(abortable(sending, options, 'sendException()'), 'to send to', this, this.sendException);
  }

  /**
   * Receives the next value, or throws the error that was sent in its place.
   *
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED` (rejects, as do the others)
   * @throws ThreadDiedError `ERR_INTERLOOP_THREAD_DIED`
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
   * @throws the signal's reason
   */
  receive(options: WaitOptions = {}): Promise<T> {
    const receiving = operation(() => this.#exchange.receiving());
    return perform(abortable(receiving, options, 'receive()'), 'to receive from', this, this.receive);
  }

  /**
   * Sends a value if there is room to keep it or a receiver waits, and tells whether; the caller goes on in any case.
   *
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws TooLargeError `ERR_INTERLOOP_TOO_LARGE`
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED`
   */
  trySend(value: T): boolean {
    return sendNow(this.#exchange.sending(value));
  }

  /**
   * Receives the next value if there is one; the caller goes on in any case.
   *
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED`, or the error that was sent
   */
  tryReceive(): { readonly value: T } | undefined {
    return receiveNow(this.#exchange.receiving());
  }

  /**
   * Sends a value, and does nothing else until it was taken or there is room to keep it: for workers without a reactor.
   *
   * @throws what {@link send} throws
   * @throws TimeoutError `ERR_INTERLOOP_TIMEOUT`
   * @throws WouldDeadlockError `ERR_INTERLOOP_WOULD_DEADLOCK` in a thread that has a reactor of its own
   */
  sendSync(value: T, { timeout }: SyncOptions = {}): void {
    sendSync(this.#exchange, value, checkTimeout(timeout, 'sendSync()'));
  }

  /**
   * Receives the next value, and does nothing else until there is one: for workers without a reactor.
   *
   * @throws what {@link receive} throws
   * @throws TimeoutError `ERR_INTERLOOP_TIMEOUT`
   * @throws WouldDeadlockError `ERR_INTERLOOP_WOULD_DEADLOCK` in a thread that has a reactor of its own
   */
  receiveSync({ timeout }: SyncOptions = {}): T {
    return receiveSync(this.#exchange, checkTimeout(timeout, 'receiveSync()')) as T;
  }

  /**
   * Ends it, for all threads: nothing more can be sent. What is there, also from senders that wait, can still be received;
   * after that receivers get a ChannelClosed, and loops over the channel end.
   *
   * With an `error` it is broken off: senders that wait get a ChannelClosed as well, and so do loops. The error is the cause.
   */
  close(error?: unknown): void {
    this.#exchange.close(error);
  }

  /** `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The values that it receives, until it is closed; several loops share them. Leaving a loop does not close the channel. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return receiveAll(this, () => this.#exchange.receiving());
  }
}

function operation(make: () => Operation): Operation {
  try {
    return make();
  } catch (error) {
    return refused(error);
  }
}

function checkCapacity(capacity: number): number {
  if (Number.isInteger(capacity) && capacity >= 0 && capacity <= MOST_CAPACITY) return capacity;
  const range = `a whole number from 0 to ${MOST_CAPACITY}, since its memory is shared`;
  throw new InvalidArgumentError(`The capacity of a ThreadChannel is ${range}, not ${inspect(capacity)}`);
}

function checkBytes(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= FEWEST_BYTES && bytes <= MOST_BYTES) return bytes;
  const range = `a whole number of bytes from ${FEWEST_BYTES} to ${MOST_BYTES}`;
  throw new InvalidArgumentError(`The memory of a ThreadChannel is ${range}, not ${inspect(bytes)}`);
}

function checkTimeout(timeout: number | undefined, call: string): number {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  checkMilliseconds(timeout, `The timeout of ${call}`);
  return timeout;
}
