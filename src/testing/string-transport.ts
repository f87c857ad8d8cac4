/**
 * A transport that keeps what is written to it, for tests that call a protocol themselves.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError, ProducerAlreadyRegistered } from '../errors.ts';
import { type Address, IPv4Address } from '../net/address.ts';
import type { PullProducer } from '../net/producers.ts';
import type { Transport } from '../net/transport.ts';
import { TCPOptions } from './tcp-options.ts';

/** What a {@link StringTransport} says of its two ends. */
export interface StringTransportOptions {
  /** Default: 192.0.2.1, port 54321. */
  readonly peer?: Address | undefined;
  /** Default: 127.0.0.1, port 8000. */
  readonly host?: Address | undefined;
}

/**
 * A transport without another side: it keeps what is written, and remembers what it was told. Twisted's `StringTransport`.
 *
 * Nothing calls the protocol but the test: `protocol.makeConnection(transport)`, `protocol.dataReceived(bytes)`,
 * `protocol.connectionLost(reason)`, and `transport.producer.resumeProducing()`.
 *
 * @example
 * import { LineReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Polite extends LineReceiver {
 *   lineReceived(line) {
 *     this.sendLine(`Good bye, ${line}`);
 *     this.transport.loseConnection();
 *   }
 * }
 * const transport = new StringTransport();
 * const polite = new Polite();
 * polite.makeConnection(transport);
 * polite.dataReceived(Buffer.from('Ada\r\nBob\r\n'));
 * console.log(transport.value().toString().trim(), transport.disconnecting); // Good bye, Ada true
 */
export class StringTransport extends TCPOptions implements Transport {
  /** Whether `loseConnection()` or `abortConnection()` was called. */
  disconnecting = false;
  /** Whether `abortConnection()` was called. */
  aborted = false;
  /** Whether `loseWriteConnection()` was called. */
  halfClosed = false;
  /** Who was registered as the producer, if anybody is. */
  producer: PullProducer | undefined;
  /** Whether {@link producer} is a push producer. */
  streaming: boolean | undefined;
  /** What this transport was told as a producer of what the protocol receives. */
  producerState: 'producing' | 'paused' | 'stopped' = 'producing';
  readonly #peer: Address;
  readonly #host: Address;
  #written: Uint8Array[] = [];

  constructor(options: StringTransportOptions = {}) {
    super();
    this.#peer = options.peer ?? new IPv4Address('TCP', '192.0.2.1', 54_321);
    this.#host = options.host ?? new IPv4Address('TCP', '127.0.0.1', 8000);
  }

  /** Whether the connection is there: until it is aborted, or was ended and no producer is registered. */
  get connected(): boolean {
    return !this.aborted && (!this.disconnecting || this.producer !== undefined);
  }

  /** The opposite of {@link connected}. */
  get disconnected(): boolean {
    return !this.connected;
  }

  /** All that was written, since {@link clear} if that was called. */
  value(): Buffer {
    return Buffer.concat(this.#written);
  }

  /** Forgets what was written. */
  clear(): void {
    this.#written = [];
  }

  /**
   * Keeps bytes, or text as UTF-8, unless nothing can be written any more.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  write(data: Uint8Array | string): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`write() takes bytes or a string, not ${inspect(data)}`);
    }
    if (this.#isWritable) this.#written.push(typeof data === 'string' ? Buffer.from(data) : data);
  }

  /** Writes several pieces. */
  writeSequence(data: Iterable<Uint8Array | string>): void {
    for (const piece of data) this.write(piece);
  }

  /** Sets {@link disconnecting}. */
  loseConnection(): void {
    this.disconnecting = true;
  }

  /** Sets {@link aborted} and {@link disconnecting}. */
  abortConnection(): void {
    this.aborted = true;
    this.disconnecting = true;
  }

  /** Sets {@link halfClosed}. */
  loseWriteConnection(): void {
    this.halfClosed = true;
  }

  /** The address that was given as that of the other side. */
  getPeer(): Address {
    return this.#peer;
  }

  /** The address that was given as that of this side. */
  getHost(): Address {
    return this.#host;
  }

  /**
   * Keeps the producer, but asks it for nothing: the test does. If nothing can be written any more, it is stopped.
   *
   * @throws ProducerAlreadyRegistered `ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED`
   */
  registerProducer(producer: PullProducer, streaming: boolean): void {
    if (this.producer) throw new ProducerAlreadyRegistered();
    if (this.#isWritable) {
      this.producer = producer;
      this.streaming = streaming;
    } else producer.stopProducing();
  }

  /** Forgets the producer. */
  unregisterProducer(): void {
    this.producer = undefined;
    this.streaming = undefined;
  }

  /** Sets {@link producerState}. */
  pauseProducing(): void {
    this.producerState = 'paused';
  }

  /** Sets {@link producerState}. */
  resumeProducing(): void {
    this.producerState = 'producing';
  }

  /** Sets {@link producerState}, and ends the connection. */
  stopProducing(): void {
    this.producerState = 'stopped';
    this.loseConnection();
  }

  get #isWritable(): boolean {
    return this.connected && (!this.halfClosed || this.producer !== undefined);
  }
}
