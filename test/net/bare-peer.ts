/**
 * The other side of a connection as a socket of Node, which does to it what no transport of ours does.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTLS } from 'node:tls';
import type { Reactor } from 'interloop';
import { LOCALHOST, socketPath } from './each-transport.ts';
import { portOf } from './on-reactor.ts';
import { type Peer, serverFor } from './peer.ts';

export type Kind = 'TCP' | 'TLS' | 'UNIX';

export interface BarePeer {
  /** What the peer reads and writes. */
  readonly stream: Socket;
  /** The socket below; the same, unless there is TLS. */
  readonly socket: Socket;
}

const LOOPBACK = { interface: '127.0.0.1' };

/** Connects a bare peer with a protocol of ours; it reads when it is told to. */
export async function barePeer(reactor: Reactor, kind: Kind, protocol: Peer): Promise<BarePeer> {
  const path = socketPath();
  const factory = serverFor(protocol);
  const port = await {
    TCP: () => reactor.listenTCP(0, factory, LOOPBACK),
    TLS: () => reactor.listenTLS(0, factory, LOCALHOST, LOOPBACK),
    UNIX: () => reactor.listenUNIX(path, factory),
  }
    [kind]()
    .whenListening();
  const to = kind === 'UNIX' ? { path } : { port: portOf(port), host: '127.0.0.1' };
  const socket = connect({ ...to, allowHalfOpen: true }).on('error', () => {});
  const tls = { ca: LOCALHOST.cert, servername: 'localhost', allowHalfOpen: true };
  const stream = kind === 'TLS' ? connectTLS({ ...tls, socket }).on('error', () => {}) : socket;
  stream.pause();
  await protocol.made;
  await port.stopListening();
  return { stream, socket };
}

/** Gives the system the time to carry what was sent over loopback. */
export async function carried(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
