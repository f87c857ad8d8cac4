/**
 * Endpoints over TLS.
 */
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import type { Deferred } from '../../deferred/index.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { ConnectTCPOptions, ListenTCPOptions } from '../tcp.ts';
import { type ClientEndpoint, connectOnce, type Port, type ServerEndpoint } from './endpoint.ts';
import type { OnReactor } from './tcp.ts';

/**
 * A port of a host, over TLS: connected when the handshake is done. `tls` is what Node's `tls.connect` takes.
 *
 * @example
 * import { TLSClientEndpoint } from 'interloop';
 *
 * const web = new TLSClientEndpoint('example.org', 443, { ALPNProtocols: ['http/1.1'] });
 * console.log(String(web)); // example.org:443 over TLS
 */
export class TLSClientEndpoint implements ClientEndpoint {
  readonly #reactor: Reactor;
  readonly #host: string;
  readonly #port: number;
  readonly #tls: ConnectionOptions;
  readonly #options: ConnectTCPOptions;

  constructor(host: string, port: number, tls: ConnectionOptions = {}, options: ConnectTCPOptions & OnReactor = {}) {
    const { reactor = theReactor, ...others } = options;
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#tls = tls;
    this.#options = others;
  }

  /** Makes a connection; `cancel()` gives the attempt up. */
  connect(factory: Factory): Deferred<Protocol> {
    return connectOnce(factory, (ours) =>
      this.#reactor.connectTLS(this.#host, this.#port, ours, this.#tls, this.#options),
    );
  }

  /** `example.org:443 over TLS`. */
  toString(): string {
    return `${this.#host}:${this.#port} over TLS`;
  }
}

/**
 * A port of this machine, over TLS. `tls` is what Node's `tls.createServer` takes.
 *
 * @example
 * import { TLSServerEndpoint } from 'interloop';
 *
 * const endpoint = new TLSServerEndpoint(8443, { cert: 'PEM', key: 'PEM' }, { interface: '127.0.0.1' });
 * console.log(String(endpoint)); // 127.0.0.1:8443 over TLS
 */
export class TLSServerEndpoint implements ServerEndpoint {
  readonly #reactor: Reactor;
  readonly #port: number;
  readonly #tls: TlsOptions;
  readonly #options: ListenTCPOptions;

  constructor(port: number, tls: TlsOptions, { reactor = theReactor, ...options }: ListenTCPOptions & OnReactor = {}) {
    this.#reactor = reactor;
    this.#port = port;
    this.#tls = tls;
    this.#options = options;
  }

  /** Listens. */
  listen(factory: Factory): Deferred<Port> {
    return this.#reactor.listenTLS(this.#port, factory, this.#tls, this.#options).whenListening();
  }

  /** `*:443 over TLS`. */
  toString(): string {
    return `${this.#options.interface ?? '*'}:${this.#port} over TLS`;
  }
}
