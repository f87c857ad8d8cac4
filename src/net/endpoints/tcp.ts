/**
 * Endpoints over TCP.
 */
import type { Deferred } from '../../deferred/index.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { ConnectTCPOptions, ListenTCPOptions } from '../tcp.ts';
import { type ClientEndpoint, connectOnce, type Port, type ServerEndpoint } from './endpoint.ts';

/** What every endpoint may be told. */
export interface OnReactor {
  /** Whose it is. Default: `reactor`. */
  readonly reactor?: Reactor;
}

/**
 * A port of a host, by name or by address; whichever address of it answers first. Twisted's `HostnameEndpoint`.
 *
 * @example
 * import { Factory, Protocol, TCPClientEndpoint, TCPServerEndpoint } from 'interloop';
 *
 * class Greeter extends Protocol {
 *   connectionMade() {
 *     this.transport.write('hello\n');
 *     this.transport.loseConnection();
 *   }
 * }
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Greeter));
 *
 * class Listener extends Protocol {
 *   dataReceived(data) {
 *     console.log(String(data).trim()); // hello
 *     port.stopListening();
 *   }
 * }
 * await new TCPClientEndpoint('127.0.0.1', port.getHost().port).connect(Factory.forProtocol(Listener));
 */
export class TCPClientEndpoint implements ClientEndpoint {
  readonly #reactor: Reactor;
  readonly #host: string;
  readonly #port: number;
  readonly #options: ConnectTCPOptions;

  constructor(host: string, port: number, { reactor = theReactor, ...options }: ConnectTCPOptions & OnReactor = {}) {
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#options = options;
  }

  /** Makes a connection; `cancel()` gives the attempt up. */
  connect(factory: Factory): Deferred<Protocol> {
    return connectOnce(factory, (ours) => this.#reactor.connectTCP(this.#host, this.#port, ours, this.#options));
  }

  /** `localhost:80`. */
  toString(): string {
    return `${this.#host}:${this.#port}`;
  }
}

/**
 * A port of this machine; 0 is any that is free, which the port's `getHost()` tells.
 *
 * @example
 * import { Factory, Protocol, TCPServerEndpoint } from 'interloop';
 *
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Protocol));
 * console.log(port.getHost().host); // 127.0.0.1
 * await port.stopListening();
 */
export class TCPServerEndpoint implements ServerEndpoint {
  readonly #reactor: Reactor;
  readonly #port: number;
  readonly #options: ListenTCPOptions;

  constructor(port: number, { reactor = theReactor, ...options }: ListenTCPOptions & OnReactor = {}) {
    this.#reactor = reactor;
    this.#port = port;
    this.#options = options;
  }

  /** Listens. */
  listen(factory: Factory): Deferred<Port> {
    return this.#reactor.listenTCP(this.#port, factory, this.#options).whenListening();
  }

  /** `*:80`. */
  toString(): string {
    return `${this.#options.interface ?? '*'}:${this.#port}`;
  }
}
