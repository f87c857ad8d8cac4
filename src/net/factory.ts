/**
 * What makes a protocol for each connection, and keeps what they share.
 */
import { err } from '../log/index.ts';
import type { Address } from './address.ts';
import type { Connector } from './connector.ts';
import type { Protocol } from './protocol.ts';

/**
 * Makes a protocol for each connection.
 *
 * @example
 * import { Factory, Protocol } from 'interloop';
 *
 * class Greeter extends Protocol {
 *   constructor(greeting) {
 *     super();
 *     this.greeting = greeting;
 *   }
 *   connectionMade() {
 *     this.transport.write(this.greeting);
 *     this.transport.loseConnection();
 *   }
 * }
 * const factory = Factory.forProtocol(Greeter, 'hello\n');
 */
export class Factory {
  /** The class that {@link buildProtocol} makes an object of. */
  protocol?: new () => Protocol;
  /** How many ports and connectors use this factory. */
  numPorts = 0;

  /** A factory of this class that makes a `protocol` with `args` for each connection. */
  static forProtocol<F extends Factory, Args extends unknown[]>(
    this: new () => F,
    protocol: new (...args: Args) => Protocol,
    ...args: Args
  ): F {
    const factory = new this();
    factory.buildProtocol = () => adopt(factory, new protocol(...args));
    return factory;
  }

  /** A protocol for a connection with this address at its other end, or null to refuse it. */
  buildProtocol(_address: Address): Protocol | null {
    return this.protocol ? adopt(this, new this.protocol()) : null;
  }

  /** Called when the first port or connector begins to use this factory. */
  startFactory(): void {}

  /** Called when the last port or connector has stopped using it. */
  stopFactory(): void {}

  /** For ports and connectors: counts, and calls {@link startFactory} first. */
  doStart(): void {
    if (this.numPorts++ === 0) this.#guarded('startFactory');
  }

  /** For ports and connectors: the opposite of {@link doStart}. */
  doStop(): void {
    if (this.numPorts === 0) return;
    if (--this.numPorts === 0) this.#guarded('stopFactory');
  }

  #guarded(method: 'startFactory' | 'stopFactory'): void {
    try {
      this[method]();
    } catch (error) {
      err(error, `while calling ${method} of ${this.constructor.name}`);
    }
  }
}

/**
 * A factory for connections that this side makes: it is told what becomes of them.
 *
 * @example
 * import { ClientFactory } from 'interloop';
 *
 * class Patient extends ClientFactory {
 *   clientConnectionFailed(connector, reason) {
 *     console.log(reason.message);
 *     connector.connect(); // try again
 *   }
 * }
 */
export class ClientFactory extends Factory {
  /** An attempt has begun. */
  startedConnecting(_connector: Connector): void {}

  /** There is no connection; `connector.connect()` tries again. */
  clientConnectionFailed(_connector: Connector, _reason: Error): void {}

  /** The connection was there and is lost, which its protocol knows already; `connector.connect()` makes another. */
  clientConnectionLost(_connector: Connector, _reason: Error): void {}
}

/** For a connection that is there now; null if the factory refuses it, or throws, which is logged. */
export function protocolFor(factory: Factory, address: Address): Protocol | null {
  try {
    return factory.buildProtocol(address);
  } catch (error) {
    err(error, `while calling buildProtocol of ${factory.constructor.name}`);
    return null;
  }
}

function adopt(factory: Factory, protocol: Protocol): Protocol {
  protocol.factory = factory;
  return protocol;
}
