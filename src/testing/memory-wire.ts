/**
 * One direction of a connection in memory.
 *
 * Bytes arrive one latency after they were sent. Those that were sent at the same time arrive as one piece, as they would in a
 * socket, and are handed over in chunks, which have nothing to do with the writes that they come from. Bytes that are under way, or wait for
 * a receiver that is paused, fill a window; when that is full the sender has to keep the rest. It opens without latency.
 */
import { Unread } from '../net/protocols/unread.ts';
import type { ReactorTime } from '../reactor/index.ts';

/** How many bytes are under way at most. */
const WINDOW = 65_536;

export interface Receiver {
  /** Whether it wants to be told what arrives. */
  readonly isReading: boolean;
  received(data: Buffer): void;
  /** The sender has ended its half, and everything was received. */
  ended(): void;
  /** The sender has given the connection up. */
  wasReset(): void;
}

export interface Link {
  readonly clock: ReactorTime;
  /** In milliseconds. */
  readonly latency: number;
  /** How many bytes the next chunk has at most. */
  nextSize(): number;
}

export class Wire {
  readonly #link: Link;
  readonly #receiver: Receiver;
  /** Called when there is room again. */
  readonly #onRoom: () => void;
  readonly #arrived = new Unread();
  /** What was sent at one time, and is under way. */
  #flight: { readonly at: number; readonly pieces: Buffer[] } | undefined;
  #length = 0;
  #hasEnded = false;
  #isDelivering = false;

  constructor(link: Link, receiver: Receiver, onRoom: () => void) {
    this.#link = link;
    this.#receiver = receiver;
    this.#onRoom = onRoom;
  }

  /** How many bytes may be sent. */
  get room(): number {
    return WINDOW - this.#length;
  }

  send(data: Buffer): void {
    this.#length += data.length;
    const at = this.#link.clock.now();
    if (this.#flight?.at === at) {
      this.#flight.pieces.push(data);
      return;
    }
    const flight = { at, pieces: [data] };
    this.#flight = flight;
    this.#later(() => {
      if (this.#flight === flight) this.#flight = undefined;
      for (const piece of flight.pieces) this.#arrived.append(piece);
      this.#deliverNow();
    });
  }

  end(): void {
    this.#later(() => {
      this.#hasEnded = true;
      this.#deliverNow();
    });
  }

  reset(): void {
    this.#later(() => this.#receiver.wasReset());
  }

  /** Hands over what has arrived, soon, if the receiver wants it. */
  deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#link.clock.callLater(0, () => {
      this.#isDelivering = false;
      this.#deliverNow();
    });
  }

  #later(fn: () => void): void {
    this.#link.clock.callLater(this.#link.latency, fn);
  }

  #deliverNow(): void {
    const receiver = this.#receiver;
    const arrived = this.#arrived;
    while (arrived.length > 0 && receiver.isReading) {
      const chunk = arrived.take(Math.min(this.#link.nextSize(), arrived.length));
      this.#length -= chunk.length;
      receiver.received(chunk);
      this.#onRoom();
    }
    arrived.settle();
    if (!this.#hasEnded || arrived.length > 0 || !receiver.isReading) return;
    this.#hasEnded = false;
    receiver.ended();
  }
}
