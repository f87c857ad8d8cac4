/**
 * What the network adds to a reactor: `reactor.listenTCP()` and its kin.
 *
 * The arrow goes from here to the reactor, which knows nothing of sockets; so its methods are added here.
 */
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import { Reactor } from '../reactor/reactor.ts';
import { checkedFactory, checkedTimeout } from './arguments.ts';
import { type ConnectionKind, Connector } from './connector.ts';
import { ClientFactory, Factory } from './factory.ts';
import { ListeningPort, type PortKind } from './port.ts';
import { registryOf } from './registry.ts';
import { type ConnectTCPOptions, type ListenTCPOptions, tcpConnection, tcpPort } from './tcp.ts';
import { serverOf } from './tls.ts';
import { type ConnectUNIXOptions, type ListenUNIXOptions, unixConnection, unixPort } from './unix.ts';

declare module '../reactor/reactor.ts' {
  interface Reactor {
    /**
     * Listens on a TCP port, 0 for any that is free; the factory builds a protocol for each connection.
     *
     * @returns the port, whose `whenListening()` tells whether it could be opened
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    listenTCP(port: number, factory: Factory, options?: ListenTCPOptions): ListeningPort;
    /**
     * Connects to a TCP port of a host, by address or name; the factory is told what becomes of it.
     *
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    connectTCP(host: string, port: number, factory: ClientFactory, options?: ConnectTCPOptions): Connector;
    /**
     * The same as {@link listenTCP}, with TLS on each connection before its protocol is built.
     *
     * @param tls the options of Node's `tls.createServer`
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     * @throws what Node throws at wrong options
     */
    listenTLS(port: number, factory: Factory, tls: TlsOptions, options?: ListenTCPOptions): ListeningPort;
    /**
     * The same as {@link connectTCP}, with TLS before the protocol is built; the certificate has to be that of `host`.
     *
     * @param tls the options of Node's `tls.connect`
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    connectTLS(
      host: string,
      port: number,
      factory: ClientFactory,
      tls?: ConnectionOptions,
      options?: ConnectTCPOptions,
    ): Connector;
    /**
     * Listens on a UNIX socket: a path, or on Linux an abstract name that begins with a NUL.
     *
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    listenUNIX(path: string, factory: Factory, options?: ListenUNIXOptions): ListeningPort;
    /**
     * Connects to a UNIX socket.
     *
     * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
     * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
     */
    connectUNIX(path: string, factory: ClientFactory, options?: ConnectUNIXOptions): Connector;
  }
}

Reactor.prototype.listenTCP = function (port, factory, options = {}) {
  return listen(this, factory, tcpPort(port, options));
};

Reactor.prototype.connectTCP = function (host, port, factory, options = {}) {
  return connect(this, factory, tcpConnection(this, host, port, options), options.timeout);
};

Reactor.prototype.listenTLS = function (port, factory, tls, options = {}) {
  serverOf(tls);
  return listen(this, factory, { ...tcpPort(port, options), tls });
};

Reactor.prototype.connectTLS = function (host, port, factory, tls = {}, options = {}) {
  return connect(this, factory, { ...tcpConnection(this, host, port, options), tls }, options.timeout);
};

Reactor.prototype.listenUNIX = function (path, factory, options = {}) {
  return listen(this, factory, unixPort(path, options));
};

Reactor.prototype.connectUNIX = function (path, factory, options = {}) {
  return connect(this, factory, unixConnection(path), options.timeout);
};

function listen(reactor: Reactor, factory: Factory, kind: PortKind): ListeningPort {
  registryOf(reactor).check('listen');
  checkedFactory(factory, Factory);
  const port = new ListeningPort(reactor, factory, kind);
  port.startListening();
  return port;
}

function connect(reactor: Reactor, factory: ClientFactory, kind: ConnectionKind, timeout = 30_000): Connector {
  registryOf(reactor).check('connect');
  checkedFactory(factory, ClientFactory);
  checkedTimeout(timeout);
  const connector = new Connector(reactor, factory, kind, timeout);
  connector.connect();
  return connector;
}
