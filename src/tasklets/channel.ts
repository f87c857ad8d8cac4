/**
 * Where tasklets meet; how values change hands is in `exchange.ts`.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { abortable, type WaitOptions } from './abortable.ts';
import { checkName, receiveAll, receiveNow, sendNow, showAs } from './channel-calls.ts';
import { type BufferPolicy, Exchange, type Preference } from './exchange.ts';
import { makeSelectable, type Selectable } from './selectable.ts';
import { perform } from './wait.ts';

/** How a channel behaves. */
export interface ChannelOptions {
  /** How many values it keeps that nobody has received yet: a whole number or `Infinity`. Default: 0, so that sender and receiver meet. */
  readonly capacity?: number | undefined;
  /** What happens when it keeps as many. Default: `fifo`, senders wait. */
  readonly buffer?: BufferPolicy | undefined;
  /** Who of two that meet runs first. Default: -1, the receiver. */
  readonly preference?: Preference | undefined;
  /** What reports call it. Default: `channel-` and a number. */
  readonly name?: string | undefined;
}

let made = 0;

/**
 * Takes values from tasklets that send to tasklets that receive, first come, first served: Stackless' channel.
 *
 * Without a capacity a sender waits until its value is taken. Who of the two then runs first is a matter of `preference`:
 * with -1 the receiver is next and the sender goes to the end of the run queue, with 1 the other way round; with 0, and when
 * the one who is preferred came second, the one who came second goes on and the other goes to the end.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Channel, tasklet } from 'interloop';
 *
 * const squares = new Channel();
 * tasklet(async () => {
 *   for (const n of [1, 2, 3]) await squares.send(n * n);
 *   squares.close();
 * })();
 * for await (const square of squares) console.log(square); // 1, 4, 9
 */
export class Channel<T = unknown> implements Selectable<T>, AsyncIterable<T> {
  /** What reports call it. */
  readonly name: string;
  readonly #exchange: Exchange;

  static {
    makeSelectable(Channel.prototype, (channel) => channel.#exchange);
    showAs('Channel', Channel.prototype);
  }

  constructor({ capacity = 0, buffer = 'fifo', preference = -1, name }: ChannelOptions = {}) {
    made++;
    this.name = checkName(name ?? `channel-${made}`);
    this.#exchange = new Exchange(this, checkCapacity(capacity), checkPolicy(buffer, capacity), -1);
    this.preference = preference;
  }

  /** How many values it keeps at most. */
  get capacity(): number {
    return this.#exchange.capacity;
  }

  /**
   * Who of two that meet runs first: -1 the receiver, 1 the sender, 0 whoever came second. May be set.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  get preference(): Preference {
    return this.#exchange.preference;
  }

  set preference(preference: Preference) {
    if (![-1, 0, 1].includes(preference)) {
      throw new InvalidArgumentError(`The preference of a channel is -1, 0 or 1, not ${inspect(preference)}`);
    }
    this.#exchange.preference = preference;
  }

  /** How many values are to be had, kept ones and those of senders that wait; less than 0: so many receivers wait. */
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
   * Sends a value: comes to its end when a receiver or the buffer has taken it.
   *
   * A receiver's promise waits for what is sent if that is a promise or a Deferred itself: send it within an object.
   *
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED` (rejects, as do the others)
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
   * @throws the signal's reason
   */
  send(value: T, options: WaitOptions = {}): Promise<void> {
    return perform(abortable(this.#exchange.sending(value), options, 'send()'), 'to send to', this, this.send);
  }

  /**
   * Sends an error, which is thrown where it is received: Stackless' `send_exception`.
   *
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED` (rejects, as do the others)
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
   * @throws the signal's reason
   */
  sendException(error: unknown, options: WaitOptions = {}): Promise<void> {
    const sending = abortable(this.#exchange.throwing(error), options, 'sendException()');
    return perform(sending, 'to send to', this, this.sendException);
  }

  /**
   * Receives the next value, or throws the error that was sent in its place.
   *
   * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED` (rejects, as do the others)
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
   * @throws the signal's reason
   */
  receive(options: WaitOptions = {}): Promise<T> {
    return perform(abortable(this.#exchange.receiving(), options, 'receive()'), 'to receive from', this, this.receive);
  }

  /**
   * Sends a value if a receiver waits or the buffer has room, and tells whether; the caller goes on in any case.
   *
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
   * Ends it: nothing more can be sent. What is there, also from senders that wait, can still be received; after that
   * receivers get a ChannelClosed, and loops over the channel end.
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

function checkCapacity(capacity: number): number {
  if (capacity === Infinity || (Number.isInteger(capacity) && capacity >= 0)) return capacity;
  throw new InvalidArgumentError(`The capacity of a channel is a whole number, 0 or more, not ${inspect(capacity)}`);
}

function checkPolicy(policy: BufferPolicy, capacity: number): BufferPolicy {
  if (!['fifo', 'sliding', 'dropping'].includes(policy)) {
    throw new InvalidArgumentError(`The buffer of a channel is fifo, sliding or dropping, not ${inspect(policy)}`);
  }
  if (policy === 'fifo' || capacity > 0) return policy;
  throw new InvalidArgumentError(`A ${policy} buffer needs a capacity of 1 or more, not ${capacity}`);
}
