/**
 * Where to connect to and where to listen, as a value: Twisted's endpoints.
 *
 * A program that is given an endpoint need not know whether that is a port, a path, a child process or something in memory.
 * What `connectTCP` tells a factory by calling it, an endpoint tells whoever asked, by a Deferred, once; and the factory is
 * an ordinary one, for both sides.
 */
import { Deferred } from '../../deferred/index.ts';
import type { Address } from '../address.ts';
import type { Connector } from '../connector.ts';
import { ClientFactory, type Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { Transport } from '../transport.ts';

/** Something that listens, and can stop. */
export interface Port {
  /** Stops listening; fires when it has. The connections that it has made live on. */
  stopListening(): Deferred;
  /** The address that it listens on. */
  getHost(): Address;
}

/** Somewhere to connect to. */
export interface ClientEndpoint {
  /**
   * Makes a connection: fires with its protocol when that is connected, or fails with the reason. `cancel()` gives the
   * attempt up.
   */
  connect(factory: Factory): Deferred<Protocol>;
  /** For people: `localhost:80`. */
  toString(): string;
}

/** Somewhere to listen. */
export interface ServerEndpoint {
  /** Listens: fires with the port, or fails with CannotListen `ERR_INTERLOOP_CANNOT_LISTEN`. */
  listen(factory: Factory): Deferred<Port>;
  /** For people: `localhost:80`. */
  toString(): string;
}

/** Starts a connector for a factory of ours, and makes one Deferred of what it tells that. */
export function connectOnce(factory: Factory, start: (factory: ClientFactory) => Connector): Deferred<Protocol> {
  let connector: Connector | undefined;
  const outcome = new Deferred<Protocol>(() => connector?.stopConnecting());
  connector = start(new OneConnection(factory, outcome));
  return outcome;
}

/** Tells a Deferred of the first thing that becomes of an attempt. */
class OneConnection extends ClientFactory {
  readonly #factory: Factory;
  readonly #outcome: Deferred<Protocol>;

  constructor(factory: Factory, outcome: Deferred<Protocol>) {
    super();
    this.#factory = factory;
    this.#outcome = outcome;
  }

  override buildProtocol(address: Address): Protocol | null {
    const protocol = this.#factory.buildProtocol(address);
    if (protocol) tellWhenMade(protocol, this.#outcome);
    return protocol;
  }

  override startFactory(): void {
    this.#factory.doStart();
  }

  override stopFactory(): void {
    this.#factory.doStop();
  }

  override clientConnectionFailed(_connector: Connector, reason: Error): void {
    if (!this.#outcome.called) this.#outcome.errback(reason);
  }

  override clientConnectionLost(_connector: Connector, reason: Error): void {
    if (!this.#outcome.called) this.#outcome.errback(reason);
  }
}

/** Fires the Deferred after `connectionMade()`: whoever waits finds the protocol at work. */
export function tellWhenMade(protocol: Protocol, outcome: Deferred<Protocol>): void {
  const makeConnection = protocol.makeConnection;
  protocol.makeConnection = (transport: Transport) => {
    protocol.makeConnection = makeConnection;
    protocol.makeConnection(transport);
    if (!outcome.called) outcome.callback(protocol);
  };
}
