/**
 * A protocol that tells a test what it was told.
 */
import { ClientFactory, Deferred, Factory, Protocol } from 'interloop';

type Call = 'connectionMade' | 'readConnectionLost' | 'writeConnectionLost' | 'handshakeCompleted' | 'connectionLost';

/** Remembers its calls and what it received; `on` is what it does besides. */
export class Peer extends Protocol {
  readonly calls: Call[] = [];
  reason: Error | undefined;
  readonly made = new Deferred<this>();
  readonly lost = new Deferred<Error>();
  #chunks: Buffer[] = [];
  #length = 0;
  #waiting: [enough: () => boolean, deferred: Deferred<Buffer>][] = [];

  /** What was received so far. */
  get received(): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  /** Fires when so many bytes have come. */
  bytes(length: number): Deferred<Buffer> {
    return this.#when(() => this.#length >= length);
  }

  /** Fires when this text has come. */
  text(text: string): Deferred<Buffer> {
    return this.#when(() => this.received.includes(text));
  }

  override connectionMade(): void {
    this.calls.push('connectionMade');
    this.made.callback(this);
  }

  override dataReceived(data: Buffer): void {
    this.#chunks.push(data);
    this.#length += data.length;
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(([enough]) => !enough());
    for (const [enough, deferred] of waiting) if (enough()) deferred.callback(this.received);
  }

  override connectionLost(reason: Error): void {
    this.calls.push('connectionLost');
    this.reason = reason;
    this.lost.callback(reason);
  }

  #when(enough: () => boolean): Deferred<Buffer> {
    const deferred = new Deferred<Buffer>();
    if (enough()) deferred.callback(this.received);
    else this.#waiting.push([enough, deferred]);
    return deferred;
  }
}

/** A peer that goes on when the other side has ended its half. */
export class HalfClosePeer extends Peer {
  override readConnectionLost(): void {
    this.calls.push('readConnectionLost');
  }

  override writeConnectionLost(): void {
    this.calls.push('writeConnectionLost');
  }
}

/** Sends back what it receives. */
export class EchoPeer extends Peer {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}

/** A factory for one connection, which this protocol gets. */
export function serverFor(protocol: Protocol): Factory {
  const factory = new Factory();
  factory.buildProtocol = () => protocol;
  return factory;
}

/** A factory for one attempt; `failed` fires if there is no connection. */
export class ClientFor extends ClientFactory {
  readonly failed = new Deferred<Error>();
  readonly #protocol: Protocol | null;

  constructor(protocol: Protocol | null) {
    super();
    this.#protocol = protocol;
  }

  override buildProtocol(): Protocol | null {
    return this.#protocol;
  }

  override clientConnectionFailed(_connector: unknown, reason: Error): void {
    this.failed.callback(reason);
  }
}
