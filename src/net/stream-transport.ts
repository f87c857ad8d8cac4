/**
 * A protocol on a stream of Node: what turns the events of a socket, a TLS session or a pair of pipes into the calls that a
 * protocol expects.
 *
 * Calls into the protocol are made in the stream's own events, with no pass of the reactor and no object in between: what
 * a protocol costs over bare `node:net` is a method call.
 *
 * **One end.** However a connection ends, the stream is destroyed, and its `close`, which comes once and last, is what
 * calls `connectionLost`. Whoever causes the end notes the reason before, and the first reason holds. Only the shutdown of
 * the reactor does not wait for `close`, as Node's loop may not turn again.
 *
 * **The other side ends first** (FIN). A protocol with `readConnectionLost` is told so and stays. Else the connection ends in
 * order: Twisted drops what waits to be sent, Node sends it, and so do we, as a client that sends its request and then
 * closes its half (`nc -N`) waits for the answer. A producer is stopped, as it may have no end.
 *
 * **This side ends first.** What comes in afterwards is read and dropped, and a socket is kept when all is sent until the
 * other side has ended, too: see {@link StreamTransport.linger}. So a reset in that time is told as what it is.
 *
 * **Held.** While a stream is being exchanged for another one (`startTLS`), what is written and asked for waits, in its order.
 *
 * The writes of one call of `dataReceived` are corked, so that a hundred answers to one piece of input go out as one.
 *
 * The listeners are the same functions for all streams, which know their transport: a short connection costs mostly what the
 * collector of garbage has to copy. Node's wrap of a socket outlives it by one or two collections, and all that can be reached
 * from it is copied with it; so a stream that has ended forgets its transport.
 */
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { ConnectionAborted, ConnectionDone, ConnectionLost, InvalidArgumentError } from '../errors.ts';
import { err } from '../log/index.ts';
import type { Address } from './address.ts';
import { dropTheRest } from './dropping.ts';
import { ProducerSlot, type PullProducer } from './producers.ts';
import { type Protocol, tellConnectionLost } from './protocol.ts';
import type { Transport } from './transport.ts';

const TRANSPORT: unique symbol = Symbol('transport');

interface OwnedStream extends Duplex {
  [TRANSPORT]?: StreamTransport | undefined;
}

type OptionalCall = 'readConnectionLost' | 'writeConnectionLost' | 'handshakeCompleted';

/** A protocol's transport on a stream of Node. */
export class StreamTransport implements Transport {
  static readonly #listeners = {
    data(this: OwnedStream, data: Buffer): void {
      const transport = this[TRANSPORT];
      if (transport) transport.#onData(data);
    },
    end(this: OwnedStream): void {
      const transport = this[TRANSPORT];
      if (transport) transport.#onEnd();
    },
    error(this: OwnedStream, error: Error): void {
      const transport = this[TRANSPORT];
      if (transport) transport.#onError(error);
    },
    close(this: OwnedStream): void {
      const transport = this[TRANSPORT];
      if (transport) transport.#onClose();
    },
    finish(this: OwnedStream): void {
      const transport = this[TRANSPORT];
      if (transport) transport.#onFinish();
    },
  };

  /** Whether the connection is there; false from just before `connectionLost()`. */
  connected = false;
  /** Whether the end has begun: what is received is dropped. */
  disconnecting = false;
  /** The protocol, which may be exchanged for another one that goes on. */
  protocol!: Protocol;
  readonly #peer: Address;
  readonly #host: Address;
  /** There from the first producer on, as is what tells it that something was written. */
  #producer: ProducerSlot | undefined;
  #onWritten: ((error?: Error | null) => void) | undefined;
  #stream: OwnedStream;
  #onLost: ((reason: Error) => void) | undefined;
  #reason: Error | undefined;
  /** What is to be written when the stream was exchanged. */
  #held: (Uint8Array | string)[] | undefined;
  #isPaused = false;
  /** The sending half is to end when the producer has. */
  #isEnding = false;
  /** The sending half has ended: nothing can be written. */
  #hasEnded = false;

  constructor(stream: Duplex, peer: Address, host: Address) {
    this.#stream = stream;
    this.#peer = peer;
    this.#host = host;
  }

  /**
   * Connects the protocol: from here on it is called.
   *
   * @param onLost called after the protocol was told that the connection is lost
   */
  open(protocol: Protocol, onLost?: (reason: Error) => void): void {
    this.protocol = protocol;
    this.#onLost = onLost;
    this.connected = true;
    this.#listen();
    try {
      protocol.makeConnection(this);
    } catch (error) {
      this.#blame('connectionMade', error);
    }
  }

  /** Sends bytes, or text as UTF-8; nothing after the end. @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  write(data: Uint8Array | string): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`write() takes bytes or a string, not ${inspect(data)}`);
    }
    if (!this.connected || this.#hasEnded || data.length === 0) return;
    if (this.#held) {
      this.#held.push(data);
      this.#producer?.written(Number.POSITIVE_INFINITY);
    } else if (this.#producer?.isTaken) {
      this.#stream.write(data, this.#onWritten);
      this.#producer.written(this.#stream.writableLength);
    } else this.#stream.write(data);
  }

  /** Sends several pieces, in one go where the system can. */
  writeSequence(data: Iterable<Uint8Array | string>): void {
    const stream = this.#stream;
    stream.cork();
    try {
      for (const piece of data) this.write(piece);
    } finally {
      stream.uncork();
    }
  }

  /** Ends the connection when all that was written is sent and no producer is registered. */
  loseConnection(): void {
    if (!this.connected || this.disconnecting) return;
    this.disconnecting = true;
    if (!this.#held) this.#stream.resume();
    this.#endIfDone();
  }

  /** Ends the connection at once, without sending what waits. */
  abortConnection(): void {
    if (this.connected) this.#destroy(new ConnectionAborted());
  }

  /** Ends the sending half when all that was written is sent. */
  loseWriteConnection(): void {
    if (!this.connected || this.#isEnding) return;
    this.#isEnding = true;
    this.#endIfDone();
  }

  /** The address of the other side. */
  getPeer(): Address {
    return this.#peer;
  }

  /** The address of this side. */
  getHost(): Address {
    return this.#host;
  }

  /** Takes its bytes from a producer, which is told when it may write. @throws ProducerAlreadyRegistered `ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED` */
  registerProducer(producer: PullProducer, streaming: boolean): void {
    if (!this.connected || this.#hasEnded) producer.stopProducing();
    else {
      this.#producer ??= new ProducerSlot();
      this.#onWritten ??= (error) => {
        if (!error && this.#stream.writableLength === 0) this.#producer?.emptied();
      };
      this.#producer.register(producer, streaming);
      if (!this.#held) this.#producer.start();
    }
  }

  /** The producer has ended. */
  unregisterProducer(): void {
    this.#producer?.unregister();
    this.#endIfDone();
  }

  /** Receives nothing before `resumeProducing()`. */
  pauseProducing(): void {
    this.#isPaused = true;
    if (this.connected && !this.disconnecting) this.#stream.pause();
  }

  /** Receives again. */
  resumeProducing(): void {
    this.#isPaused = false;
    if (this.connected && !this.#held) this.#stream.resume();
  }

  /** The same as `loseConnection()`. */
  stopProducing(): void {
    this.loseConnection();
  }

  /** For the reactor's shutdown: ends it, and the protocol is told before this returns. */
  shutDown(): void {
    const reason = new ConnectionLost('The reactor has stopped');
    this.#destroy(reason);
    this.#lose(reason);
  }

  /** Destroys the stream so that the other side sees that it did not end in order, where there is such a thing. */
  protected reset(): void {
    this.#stream.destroy();
  }

  /** What is wrong with a connection whose other side seems to have ended in order, and whose sending half is open. */
  protected trouble(): Error | undefined {
    return undefined;
  }

  /** All was sent, the sending half has ended, and nothing more is wanted: ends the rest of the stream, now or soon. */
  protected linger(stream: Duplex): void {
    stream.destroy();
  }

  /** Whether an exchange of the stream is under way. */
  protected get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Begins to exchange the stream: stops reading, and calls `then` when all that was written is sent. */
  protected hold(then: () => void): void {
    const stream = this.#stream;
    this.#held = [];
    const { data, end } = StreamTransport.#listeners;
    stream.removeListener('data', data).removeListener('end', end).pause();
    if (stream.writableLength === 0) then();
    else stream.write('', () => this.connected && then());
  }

  /** Goes on with this stream, which ends the exchange if one was begun. */
  protected exchange(stream: Duplex): void {
    this.#stream.removeListener('close', StreamTransport.#listeners.close);
    this.#stream = stream;
    if (!this.connected) return;
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#listen();
    this.writeSequence(held);
    this.#producer?.emptied();
    this.#call('handshakeCompleted');
    this.#endIfDone();
  }

  /** The stream cannot go on. */
  protected fail(reason: Error): void {
    if (this.connected) this.#destroy(reason);
  }

  #listen(): void {
    const { data, end, error, close } = StreamTransport.#listeners;
    this.#stream[TRANSPORT] = this;
    this.#stream.on('data', data).on('end', end).on('error', error).on('close', close);
    if (this.#isPaused && !this.disconnecting) this.#stream.pause();
  }

  #onData(data: Buffer): void {
    const stream = this.#stream;
    if (this.disconnecting) {
      dropTheRest(stream);
      return;
    }
    stream.cork();
    try {
      this.protocol.dataReceived(data);
    } catch (error) {
      this.#blame('dataReceived', error);
    }
    stream.uncork();
  }

  #onEnd(): void {
    const trouble = this.#hasEnded ? undefined : this.trouble();
    if (trouble) this.#onError(trouble);
    if (trouble || this.disconnecting) return;
    if (this.protocol.readConnectionLost) this.#call('readConnectionLost');
    else {
      this.#producer?.stop();
      this.loseConnection();
    }
  }

  #onError(error: Error): void {
    this.#reason ??= new ConnectionLost(`The connection was lost: ${error.message}`, error);
    this.#stream.destroy();
  }

  #onClose(): void {
    const inOrder = this.#stream.readableEnded || this.#stream.writableFinished;
    this.#lose(this.#reason ?? (inOrder ? connectionDone() : new ConnectionLost('The connection was lost')));
  }

  #onFinish(): void {
    if (!this.disconnecting) this.#call('writeConnectionLost');
    else if (this.#stream.readableEnded) this.#stream.destroy();
    else this.linger(this.#stream);
  }

  /** Ends the sending half, and with it the connection if that is to be lost, unless somebody is still to write. */
  #endIfDone(): void {
    if (!this.connected || !(this.disconnecting || this.#isEnding) || this.#producer?.isTaken || this.#held) return;
    if (this.#stream.writableFinished) this.#onFinish();
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stream.on('finish', StreamTransport.#listeners.finish).end();
  }

  #call(method: OptionalCall): void {
    try {
      this.protocol[method]?.();
    } catch (error) {
      this.#blame(method, error);
    }
  }

  #blame(method: string, error: unknown): void {
    err(error, `while calling ${method} of ${this.protocol.constructor.name}`);
    this.#destroy(error as Error);
  }

  #destroy(reason: Error): void {
    this.#reason ??= reason;
    this.disconnecting = true;
    this.#hasEnded = true;
    // A socket that is shutting down, which it begins when all is sent, cannot be reset, and would never tell that it is closed.
    const { writableEnded, writableFinished, writableLength } = this.#stream;
    if (writableEnded && !writableFinished && writableLength === 0) this.#stream.destroy();
    else this.reset();
  }

  #lose(reason: Error): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnecting = true;
    this.#producer?.stop();
    tellConnectionLost(this.protocol, reason);
    this.#onLost?.(reason);
    this.#onLost = undefined;
    this.#stream[TRANSPORT] = undefined;
  }
}

/** The stack of an orderly end leads into Node's streams, tells nobody anything, and costs a tenth of a connection. */
function connectionDone(): ConnectionDone {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const reason = new ConnectionDone();
  Error.stackTraceLimit = stackTraceLimit;
  return reason;
}
