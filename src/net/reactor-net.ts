/**
 * What the network adds to a reactor: `reactor.listenTCP()` and its kin.
 *
 * The arrow goes from here to the reactor, which knows nothing of sockets; so its methods are added here.
 */
import type { AddressInfo } from 'node:net';
import { Reactor } from '../reactor/reactor.ts';
import { ipAddress } from './address.ts';
import { Connector, connectSocket } from './connector.ts';
import type { ClientFactory, Factory } from './factory.ts';
import { ListeningPort } from './port.ts';
import { SocketTransport } from './tcp.ts';

/** How {@link Reactor.listenTCP} listens. */
export interface ListenTCPOptions {
  /** How many connections may wait to be accepted. Default: Node's, 511. */
  readonly backlog?: number;
  /** The address to listen on. Default: all of them, of both families. */
  readonly interface?: string;
}

/** How {@link Reactor.connectTCP} connects. */
export interface ConnectTCPOptions {
  /** How long the attempt may take in milliseconds, with the lookup of the name. Default: 30000. */
  readonly timeout?: number;
  /** The address to connect from. */
  readonly bindAddress?: string;
}

declare module '../reactor/reactor.ts' {
  interface Reactor {
    /** Listens on a port, 0 for any that is free; `whenListening()` of the result tells whether it can. */
    listenTCP(port: number, factory: Factory, options?: ListenTCPOptions): ListeningPort;
    /** Connects to a port of a host; the factory is told what becomes of it. */
    connectTCP(host: string, port: number, factory: ClientFactory, options?: ConnectTCPOptions): Connector;
  }
}

Reactor.prototype.listenTCP = function (port, factory, options = {}) {
  const { backlog, interface: host } = options;
  const listening = new ListeningPort(this, factory, {
    name: `${host ?? '*'}:${port}`,
    listen: { port, ...(host === undefined ? {} : { host }), ...(backlog === undefined ? {} : { backlog }) },
    addressOf: (server) => {
      const { address, port } = server.address() as AddressInfo;
      return ipAddress('TCP', address, port);
    },
    makeTransport: (socket, onLost) => new SocketTransport(socket, onLost),
  });
  listening.startListening();
  return listening;
};

Reactor.prototype.connectTCP = function (host, port, factory, options = {}) {
  const { timeout = 30_000, bindAddress } = options;
  const name = `${host}:${port}`;
  const connector = new Connector(
    this,
    factory,
    {
      name,
      connect: connectSocket({ host, port, ...(bindAddress === undefined ? {} : { localAddress: bindAddress }) }, name),
      makeTransport: (socket, onLost) => new SocketTransport(socket, onLost),
    },
    timeout,
  );
  connector.connect();
  return connector;
};
