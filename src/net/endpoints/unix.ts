/**
 * Endpoints on UNIX sockets.
 */
import type { Deferred } from '../../deferred/index.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { ConnectUNIXOptions, ListenUNIXOptions } from '../unix.ts';
import { type ClientEndpoint, connectOnce, type Port, type ServerEndpoint } from './endpoint.ts';
import type { OnReactor } from './tcp.ts';

/**
 * The path of a UNIX socket, or an abstract name of Linux, which begins with `\0`.
 *
 * @example
 * import { ClientService, Factory, Protocol, UNIXClientEndpoint } from 'interloop';
 *
 * const daemon = new UNIXClientEndpoint('/run/daemon.sock');
 * console.log(String(daemon)); // /run/daemon.sock
 * const service = new ClientService(daemon, Factory.forProtocol(Protocol)); // connects when it is started
 */
export class UNIXClientEndpoint implements ClientEndpoint {
  readonly #reactor: Reactor;
  readonly #path: string;
  readonly #options: ConnectUNIXOptions;

  constructor(path: string, { reactor = theReactor, ...options }: ConnectUNIXOptions & OnReactor = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  /** Makes a connection; `cancel()` gives the attempt up. */
  connect(factory: Factory): Deferred<Protocol> {
    return connectOnce(factory, (ours) => this.#reactor.connectUNIX(this.#path, ours, this.#options));
  }

  /** The path; `@` is the beginning of an abstract name. */
  toString(): string {
    return this.#path.replace(/^\0/, '@');
  }
}

/**
 * The path of a UNIX socket to be made, or an abstract name of Linux, which begins with `\0`.
 *
 * @example
 * import { Factory, Protocol, UNIXServerEndpoint } from 'interloop';
 *
 * const port = await new UNIXServerEndpoint(`\0interloop-example-${process.pid}`).listen(Factory.forProtocol(Protocol));
 * await port.stopListening();
 */
export class UNIXServerEndpoint implements ServerEndpoint {
  readonly #reactor: Reactor;
  readonly #path: string;
  readonly #options: ListenUNIXOptions;

  constructor(path: string, { reactor = theReactor, ...options }: ListenUNIXOptions & OnReactor = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  /** Listens. */
  listen(factory: Factory): Deferred<Port> {
    return this.#reactor.listenUNIX(this.#path, factory, this.#options).whenListening();
  }

  /** The path; `@` is the beginning of an abstract name. */
  toString(): string {
    return this.#path.replace(/^\0/, '@');
  }
}
