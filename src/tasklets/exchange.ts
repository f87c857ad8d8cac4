/**
 * Where values change hands: the lines of those who send and of those who receive, and the values between them.
 *
 * At most one of the lines has anybody in it, and senders stand in line only while the buffer is full; but for a choice that
 * would both send and receive here, which stands in both lines and does not do business with itself.
 *
 * Whoever finds somebody on the other side does the exchange for both. Who of the two runs first is a matter of preference:
 * either the other one is next and the caller gives way, or the caller goes on and the other one goes to the end.
 */
import { type Entry, Fifo } from '../deferred/fifo.ts';
import { ChannelClosed } from '../errors.ts';
import type { Operation, Operations, Outcome, Watcher } from './selectable.ts';

/** Who of the two that meet runs first: -1 the receiver, 1 the sender, 0 whoever came second. */
export type Preference = -1 | 0 | 1;

/** What a full buffer does: `fifo` lets senders wait, `sliding` forgets its oldest value, `dropping` the one that comes. */
export type BufferPolicy = 'fifo' | 'sliding' | 'dropping';

interface Parcel {
  readonly value: unknown;
  /** Whether the value is thrown at the receiver. */
  readonly failed: boolean;
}

const SENT: Outcome = { value: undefined, failed: false, givesWay: false };
const SENT_GIVING_WAY: Outcome = { value: undefined, failed: false, givesWay: true };

export class Exchange implements Operations {
  preference: Preference;
  readonly capacity: number;
  isClosing = false;
  readonly #policy: BufferPolicy;
  readonly #channel: { readonly name: string };
  readonly #senders = new Fifo<Sending>();
  readonly #receivers = new Fifo<Receiving>();
  readonly #buffer = new Fifo<Parcel>();
  #cause: unknown = undefined;

  constructor(channel: { readonly name: string }, capacity: number, policy: BufferPolicy, preference: Preference) {
    this.#channel = channel;
    this.capacity = capacity;
    this.#policy = policy;
    this.preference = preference;
  }

  get balance(): number {
    return this.#senders.length + this.#buffer.length - this.#receivers.length;
  }

  get isEmpty(): boolean {
    return this.#senders.length + this.#buffer.length === 0;
  }

  sending(value: unknown): Operation {
    return new Sending(this, this.#senders, { value, failed: false });
  }

  /** Makes an operation that sends an error, which is thrown at the receiver. */
  throwing(error: unknown): Operation {
    return new Sending(this, this.#senders, { value: error, failed: true });
  }

  receiving(): Operation {
    return new Receiving(this, this.#receivers);
  }

  send(parcel: Parcel): Outcome | undefined {
    if (this.isClosing) return this.#closed(false);
    if (this.#receivers.length > 0) {
      const isReceiverFirst = this.preference === -1;
      const { value, failed } = parcel;
      this.#receivers.shift().done({ value, failed, givesWay: !isReceiverFirst });
      return isReceiverFirst ? SENT_GIVING_WAY : SENT;
    }
    if (this.#buffer.length < this.capacity) this.#buffer.push(parcel);
    else if (this.#policy === 'fifo') return undefined;
    else if (this.#policy === 'sliding') {
      this.#buffer.shift();
      this.#buffer.push(parcel);
    }
    return SENT;
  }

  receive(): Outcome | undefined {
    if (this.isEmpty) return this.isClosing ? this.#closed(false) : undefined;
    const sender = this.#senders.length > 0 ? this.#senders.shift() : undefined;
    if (sender !== undefined) this.#buffer.push(sender.parcel);
    const { value, failed } = this.#buffer.shift();
    const isSenderFirst = sender !== undefined && this.preference === 1;
    sender?.done(isSenderFirst ? SENT : SENT_GIVING_WAY);
    return { value, failed, givesWay: isSenderFirst };
  }

  close(cause: unknown): void {
    this.isClosing = true;
    this.#cause ??= cause;
    if (this.isEmpty) while (this.#receivers.length > 0) this.#receivers.shift().done(this.#closed(true));
    if (cause !== undefined) while (this.#senders.length > 0) this.#senders.shift().done(this.#closed(true));
  }

  #closed(givesWay: boolean): Outcome {
    return { value: new ChannelClosed(this.#channel.name, this.#channel, this.#cause), failed: true, givesWay };
  }
}

/** What the two kinds of operations have in common: a place in a line. */
abstract class Standing<Self> implements Operation {
  protected readonly exchange: Exchange;
  readonly #line: Fifo<Self>;
  #entry: Entry<Self> | undefined = undefined;
  #watcher: Watcher | undefined = undefined;

  constructor(exchange: Exchange, line: Fifo<Self>) {
    this.exchange = exchange;
    this.#line = line;
  }

  abstract attempt(): Outcome | undefined;

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#entry = this.#line.push(this as unknown as Self);
  }

  leave(): void {
    if (this.#entry !== undefined) this.#line.remove(this.#entry);
    this.#entry = undefined;
  }

  /** The other side has done it. */
  done(outcome: Outcome): void {
    this.#entry = undefined;
    this.#watcher!.done(outcome);
  }
}

class Sending extends Standing<Sending> {
  readonly parcel: Parcel;

  constructor(exchange: Exchange, line: Fifo<Sending>, parcel: Parcel) {
    super(exchange, line);
    this.parcel = parcel;
  }

  attempt(): Outcome | undefined {
    return this.exchange.send(this.parcel);
  }
}

class Receiving extends Standing<Receiving> {
  attempt(): Outcome | undefined {
    return this.exchange.receive();
  }
}
