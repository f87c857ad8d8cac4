/**
 * Two connections for each one that comes in, and what goes through them.
 *
 * Each is the other's producer, so that the forwarder holds no more than a few pieces, whichever side is the slower one, and each
 * half ends by itself, as if there were nobody in between.
 */
import { type ClientEndpoint, ConnectionDone, connectProtocol, type Deferred, Factory, Protocol } from 'interloop';
import type { Traffic } from './traffic.ts';

/** For connections that come in: each is forwarded to the endpoint. */
export class Forwarder extends Factory {
  readonly target: ClientEndpoint;
  readonly traffic: Traffic;

  constructor(target: ClientEndpoint, traffic: Traffic) {
    super();
    this.target = target;
    this.traffic = traffic;
  }

  override buildProtocol(): Incoming {
    return new Incoming(this);
  }
}

/** One of the two connections. */
abstract class Side extends Protocol {
  other: Side | undefined;

  override connectionMade(): void {
    this.transport.pauseProducing();
  }

  /** Both have waited for this; from here on each is the other's producer. */
  join(other: Side): void {
    this.other = other;
    other.other = this;
    this.transport.registerProducer(other.transport, true);
    other.transport.registerProducer(this.transport, true);
    this.transport.resumeProducing();
    other.transport.resumeProducing();
  }

  override dataReceived(data: Buffer): void {
    this.other?.transport.write(data);
  }

  /** Nothing more comes in here, so nothing more will go out there. */
  override readConnectionLost(): void {
    this.other?.transport.unregisterProducer();
    this.other?.transport.loseWriteConnection();
  }

  /** A connection that breaks breaks the other one. */
  override connectionLost(reason: Error): void {
    if (!(reason instanceof ConnectionDone)) this.other?.transport.abortConnection();
  }
}

class Incoming extends Side {
  readonly #forwarder: Forwarder;
  #number = 0;
  #attempt: Deferred<unknown> | undefined;

  constructor(forwarder: Forwarder) {
    super();
    this.#forwarder = forwarder;
  }

  override connectionMade(): void {
    super.connectionMade();
    const { target, traffic } = this.#forwarder;
    this.#number = traffic.begin(String(this.transport.getPeer()));
    this.#attempt = connectProtocol(target, new Outgoing(traffic, this.#number)).addCallbacks(
      (outgoing) => this.join(outgoing),
      (error) => {
        if (!this.connected) return;
        traffic.note(this.#number, (error as Error).message);
        this.transport.abortConnection();
      },
    );
  }

  override dataReceived(data: Buffer): void {
    this.#forwarder.traffic.sent(this.#number, data.length);
    super.dataReceived(data);
  }

  override connectionLost(reason: Error): void {
    this.#attempt?.cancel();
    super.connectionLost(reason);
    this.#forwarder.traffic.end(this.#number);
  }
}

class Outgoing extends Side {
  readonly #traffic: Traffic;
  readonly #number: number;

  constructor(traffic: Traffic, number: number) {
    super();
    this.#traffic = traffic;
    this.#number = number;
  }

  override dataReceived(data: Buffer): void {
    this.#traffic.received(this.#number, data.length);
    super.dataReceived(data);
  }
}
