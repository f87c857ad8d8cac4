/**
 * A transport whose other side is in memory, under the rules of `src/net/stream-transport.ts`: tests compare the two.
 *
 * A protocol is told everything in delayed calls, never while it calls its transport.
 */
import { inspect } from 'node:util';
import { ConnectionAborted, ConnectionDone, ConnectionLost, InvalidArgumentError } from '../errors.ts';
import { err } from '../log/index.ts';
import type { Address } from '../net/address.ts';
import { LONGEST_MS, SILENCE_MS } from '../net/linger.ts';
import { ProducerSlot, type PullProducer } from '../net/producers.ts';
import { type Protocol, tellConnectionLost } from '../net/protocol.ts';
import { Unread } from '../net/protocols/unread.ts';
import type { OpenThing, Registry } from '../net/registry.ts';
import type { Transport } from '../net/transport.ts';
import type { DelayedCall, ReactorTime } from '../reactor/index.ts';
import type { Receiver, Wire } from './memory-wire.ts';
import { TCPOptions } from './tcp-options.ts';

export class MemoryTransport extends TCPOptions implements Transport, Receiver, OpenThing {
  connected = true;
  disconnecting = false;
  readonly #clock: ReactorTime;
  readonly #protocol: Protocol;
  readonly #peer: Address;
  readonly #host: Address;
  readonly #producer = new ProducerSlot();
  /** What the wire has no room for. */
  readonly #unsent = new Unread();
  #outgoing!: Wire;
  #incoming!: Wire;
  #registry: Registry | undefined;
  #reason: Error | undefined;
  #isStreaming = false;
  #isAsking = false;
  #isPaused = false;
  /** The sending half is to end when all is sent. */
  #isEnding = false;
  /** The sending half has ended: nothing can be written. */
  #hasEnded = false;
  /** That is over. */
  #isFinished = false;
  /** The other side has ended its sending half. */
  #isPeerDone = false;
  /** Gives up waiting for that, when this side has ended the connection. */
  #patience: DelayedCall | undefined;
  #waitsUntil = 0;

  constructor(clock: ReactorTime, protocol: Protocol, peer: Address, host: Address) {
    super();
    this.#clock = clock;
    this.#protocol = protocol;
    this.#peer = peer;
    this.#host = host;
  }

  open(outgoing: Wire, incoming: Wire, registry: Registry | undefined): void {
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    this.#registry = registry;
    registry?.add(this);
    this.#call('connectionMade', () => this.#protocol.makeConnection(this));
  }

  write(data: Uint8Array | string): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`write() takes bytes or a string, not ${inspect(data)}`);
    }
    if (!this.connected || this.#hasEnded || data.length === 0) return;
    this.#unsent.append(typeof data === 'string' ? Buffer.from(data) : viewOf(data));
    this.send();
    this.#producer.written(this.#unsent.length);
  }

  writeSequence(data: Iterable<Uint8Array | string>): void {
    for (const piece of data) this.write(piece);
  }

  loseConnection(): void {
    if (!this.connected || this.disconnecting) return;
    this.disconnecting = true;
    this.#incoming.deliver();
    if (this.#isFinished) this.#linger();
    else this.#endIfDone();
  }

  abortConnection(): void {
    this.#destroy(new ConnectionAborted());
  }

  loseWriteConnection(): void {
    this.#isEnding = true;
    this.#endIfDone();
  }

  getPeer(): Address {
    return this.#peer;
  }

  getHost(): Address {
    return this.#host;
  }

  registerProducer(producer: PullProducer, streaming: boolean): void {
    if (this.#hasEnded) producer.stopProducing();
    else {
      this.#producer.register(producer, streaming);
      this.#isStreaming = streaming;
      this.#producer.start();
    }
  }

  unregisterProducer(): void {
    this.#producer.unregister();
    this.#endIfDone();
  }

  pauseProducing(): void {
    this.#isPaused = true;
  }

  resumeProducing(): void {
    this.#isPaused = false;
    this.#incoming.deliver();
  }

  stopProducing(): void {
    this.loseConnection();
  }

  shutDown(): void {
    const reason = new ConnectionLost('The reactor has stopped');
    this.#destroy(reason);
    this.#lose(reason);
  }

  get isReading(): boolean {
    return !this.#isPaused || this.disconnecting;
  }

  received(data: Buffer): void {
    if (!this.connected) this.#outgoing.reset();
    else if (!this.disconnecting) this.#call('dataReceived', () => this.#protocol.dataReceived(data));
    else this.#patience?.reset(Math.max(0, Math.min(SILENCE_MS, this.#waitsUntil - this.#clock.now())));
  }

  ended(): void {
    this.#isPeerDone = true;
    if (this.disconnecting) {
      if (this.#patience) this.#lose(new ConnectionDone());
    } else if (this.#protocol.readConnectionLost) {
      this.#call('readConnectionLost', () => this.#protocol.readConnectionLost?.());
      this.#loseIfOver();
    } else {
      this.#producer.stop();
      this.loseConnection();
    }
  }

  wasReset(): void {
    this.#lose(new ConnectionLost('The connection was lost: the other side has reset it'));
  }

  /** Gives the wire as much as it has room for. */
  send(): void {
    const count = Math.min(this.#unsent.length, this.#outgoing.room);
    if (count === 0) return;
    this.#outgoing.send(this.#unsent.take(count));
    this.#unsent.settle();
    if (this.#unsent.length > 0) return;
    if (this.#hasEnded) this.#finish();
    else if (this.#isStreaming) this.#producer.emptied();
    else this.#askProducer();
  }

  #askProducer(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#soon(() => {
      this.#isAsking = false;
      this.#producer.start();
    });
  }

  /** Ends the sending half if that is wanted, unless a producer is still to write; it is over when all is sent. */
  #endIfDone(): void {
    if (this.#hasEnded || !(this.disconnecting || this.#isEnding) || this.#producer.isTaken) return;
    this.#hasEnded = true;
    if (this.#unsent.length === 0) this.#finish();
  }

  #finish(): void {
    this.#outgoing.end();
    this.#soon(() => this.#finished());
  }

  #finished(): void {
    this.#isFinished = true;
    if (!this.connected) return;
    if (this.disconnecting) this.#linger();
    else {
      this.#call('writeConnectionLost', () => this.#protocol.writeConnectionLost?.());
      this.#loseIfOver();
    }
  }

  /** As a socket does: see `src/net/linger.ts`. */
  #linger(): void {
    this.#waitsUntil = this.#clock.now() + LONGEST_MS;
    const ms = this.#isPeerDone ? 0 : SILENCE_MS;
    this.#patience = this.#clock.callLater(ms, () => this.#lose(new ConnectionDone()));
  }

  #loseIfOver(): void {
    if (this.#isFinished && this.#isPeerDone) this.#soon(() => this.#lose(new ConnectionDone()));
  }

  #destroy(reason: Error): void {
    if (!this.connected || this.#reason) return;
    this.#reason = reason;
    this.disconnecting = true;
    this.#hasEnded = true;
    this.#unsent.drop(this.#unsent.length);
    this.#outgoing.reset();
    this.#soon(() => this.#lose(reason));
  }

  #lose(reason: Error): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnecting = true;
    this.#hasEnded = true;
    if (this.#patience?.active()) this.#patience.cancel();
    this.#producer.stop();
    tellConnectionLost(this.#protocol, this.#reason ?? reason);
    this.#registry?.delete(this);
  }

  #call(method: string, fn: () => void): void {
    try {
      fn();
    } catch (error) {
      err(error, `while calling ${method} of ${this.#protocol.constructor.name}`);
      this.#destroy(error as Error);
    }
  }

  #soon(fn: () => void): void {
    this.#clock.callLater(0, fn);
  }
}

function viewOf(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.length);
}
