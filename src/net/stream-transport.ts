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
 * **This side ends first.** What comes in afterwards is read and dropped. Twisted stops reading; but a system that closes a
 * socket with unread bytes in it sends a reset instead of a FIN, which takes from the other side what it has not read yet.
 *
 * The writes of one call of `dataReceived` are corked, so that a hundred answers to one piece of input go out as one.
 */
import type { Readable, Writable } from 'node:stream';
import { inspect } from 'node:util';
import { ConnectionAborted, ConnectionDone, ConnectionLost, InvalidArgumentError } from '../errors.ts';
import { err } from '../log/index.ts';
import type { Address } from './address.ts';
import { ProducerSlot, type PullProducer } from './producers.ts';
import { type Protocol, tellConnectionLost } from './protocol.ts';
import type { Transport } from './transport.ts';

/** What a StreamTransport has to know besides its stream. */
export interface StreamTransportOptions {
  readonly peer: Address;
  readonly host: Address;
  /** Called when the connection is lost, after the protocol was told. */
  readonly onLost?: (reason: Error) => void;
}

/** A stream of Node that can be read and written: a `Duplex`. */
export type DuplexStream = Readable & Writable;

/** A protocol's transport on a stream of Node. */
export class StreamTransport implements Transport {
  connected = false;
  disconnecting = false;
  /** The protocol, which may be exchanged for another one that goes on. */
  protocol!: Protocol;
  #stream: DuplexStream;
  readonly #options: StreamTransportOptions;
  readonly #producer = new ProducerSlot();
  #reason: Error | undefined;
  /** The sending half is to end when the producer has. */
  #isEnding = false;
  /** The sending half has ended: nothing can be written. */
  #hasEnded = false;

  constructor(stream: DuplexStream, options: StreamTransportOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** Connects the protocol: from here on it is called. */
  open(protocol: Protocol): void {
    this.protocol = protocol;
    this.connected = true;
    this.#listen();
    try {
      protocol.makeConnection(this);
    } catch (error) {
      this.#blame('connectionMade', error);
    }
  }

  write(data: Uint8Array | string): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`write() takes bytes or a string, not ${inspect(data)}`);
    }
    if (!this.connected || this.#hasEnded || data.length === 0) return;
    if (this.#producer.isTaken) {
      this.#stream.write(data, this.#onWritten);
      this.#producer.written(this.#stream.writableLength);
    } else this.#stream.write(data);
  }

  writeSequence(data: Iterable<Uint8Array | string>): void {
    const stream = this.#stream;
    stream.cork();
    try {
      for (const piece of data) this.write(piece);
    } finally {
      stream.uncork();
    }
  }

  loseConnection(): void {
    if (!this.connected || this.disconnecting) return;
    this.disconnecting = true;
    this.#stream.resume();
    if (!this.#producer.isTaken) this.#end();
  }

  abortConnection(): void {
    if (this.connected) this.#destroy(new ConnectionAborted());
  }

  loseWriteConnection(): void {
    if (!this.connected || this.#isEnding) return;
    this.#isEnding = true;
    if (!this.#producer.isTaken) this.#end();
  }

  getPeer(): Address {
    return this.#options.peer;
  }

  getHost(): Address {
    return this.#options.host;
  }

  registerProducer(producer: PullProducer, streaming: boolean): void {
    if (this.connected && !this.#hasEnded) this.#producer.register(producer, streaming);
    else producer.stopProducing();
  }

  unregisterProducer(): void {
    this.#producer.unregister();
    if (this.connected && (this.disconnecting || this.#isEnding)) this.#end();
  }

  pauseProducing(): void {
    if (this.connected && !this.disconnecting) this.#stream.pause();
  }

  resumeProducing(): void {
    if (this.connected) this.#stream.resume();
  }

  stopProducing(): void {
    this.loseConnection();
  }

  /** For the reactor's shutdown: the end, and the protocol is told before this returns. */
  shutDown(): void {
    const reason = new ConnectionLost('The reactor has stopped');
    this.#destroy(reason);
    this.#lose(reason);
  }

  /** Destroys the stream so that the other side sees that it did not end in order, where there is such a thing. */
  protected reset(): void {
    this.#stream.destroy();
  }

  #listen(): void {
    this.#stream.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose);
  }

  readonly #onData = (data: Buffer): void => {
    if (this.disconnecting) return;
    const stream = this.#stream;
    stream.cork();
    try {
      this.protocol.dataReceived(data);
    } catch (error) {
      this.#blame('dataReceived', error);
    }
    stream.uncork();
  };

  readonly #onEnd = (): void => {
    if (this.disconnecting) return;
    if (this.protocol.readConnectionLost) this.#call('readConnectionLost');
    else {
      this.#producer.stop();
      this.loseConnection();
    }
  };

  readonly #onError = (error: Error): void => {
    this.#reason ??= new ConnectionLost(`The connection was lost: ${error.message}`, error);
  };

  readonly #onClose = (): void => {
    const inOrder = this.#stream.readableEnded || this.#stream.writableFinished;
    this.#lose(this.#reason ?? (inOrder ? new ConnectionDone() : new ConnectionLost('The connection was lost')));
  };

  readonly #onWritten = (error?: Error | null): void => {
    if (!error && this.#stream.writableLength === 0) this.#producer.emptied();
  };

  readonly #onFinish = (): void => {
    if (this.disconnecting) this.#stream.destroy();
    else this.#call('writeConnectionLost');
  };

  /** Ends the sending half, and with it the connection if it is to be lost. */
  #end(): void {
    if (this.#stream.writableFinished) this.#onFinish();
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stream.once('finish', this.#onFinish).end();
  }

  #call(method: 'readConnectionLost' | 'writeConnectionLost' | 'handshakeCompleted'): void {
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
    this.reset();
  }

  #lose(reason: Error): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnecting = true;
    this.#producer.stop();
    tellConnectionLost(this.protocol, reason);
    this.#options.onLost?.(reason);
  }
}
