/**
 * Ports and connections over UNIX sockets, and their names: paths, and on Linux abstract names, which begin with a NUL.
 */
import { chmodSync } from 'node:fs';
import type { Socket } from 'node:net';
import { UNIXAddress } from './address.ts';
import { checkedPath } from './arguments.ts';
import type { ConnectionKind } from './connector.ts';
import { dialSocket } from './dial.ts';
import type { PortKind } from './port.ts';
import { SocketTransport } from './socket-transport.ts';

/** How a UNIX port listens. */
export interface ListenUNIXOptions {
  /** How many connections may wait to be accepted. Default: 511, as in Node. */
  readonly backlog?: number;
  /** The permissions of the socket's file. Default: what the umask leaves. */
  readonly mode?: number;
}

/** How a connection over a UNIX socket is made. */
export interface ConnectUNIXOptions {
  /** How long it may take in milliseconds, with TLS. Default: 30000. */
  readonly timeout?: number;
}

/** Listens on a UNIX socket. */
export function unixPort(path: string, { backlog, mode }: ListenUNIXOptions): PortKind {
  checkedPath(path);
  const address = new UNIXAddress(path);
  return {
    name: String(address),
    listen: { path, ...(backlog === undefined ? {} : { backlog }) },
    listening: () => {
      if (mode !== undefined && !path.startsWith('\0')) chmodSync(path, mode);
      return address;
    },
    makeTransport: (socket) => new SocketTransport(socket, NAMELESS, address, { isServer: true }),
  };
}

/** Connects to a UNIX socket. */
export function unixConnection(path: string): ConnectionKind {
  checkedPath(path);
  const address = new UNIXAddress(path);
  return {
    name: String(address),
    dial: dialSocket(String(address), { path }),
    makeTransport: (socket: Socket) => new SocketTransport(socket, address, NAMELESS, { isServer: false }),
  };
}

const NAMELESS = new UNIXAddress('');
