/**
 * Ports and connections over TCP.
 */
import { type AddressInfo, isIPv6, type Server, type Socket } from 'node:net';
import type { ReactorTime } from '../reactor/index.ts';
import { type Address, ipAddress } from './address.ts';
import { checkedAddress, checkedHost, checkedPort, checkedString } from './arguments.ts';
import type { ConnectionKind } from './connector.ts';
import { dialHost } from './dial.ts';
import type { PortKind } from './port.ts';
import { TCPTransport } from './socket-transport.ts';

/** How a TCP port listens. */
export interface ListenTCPOptions {
  /** How many connections may wait to be accepted. Default: 511, as in Node. */
  readonly backlog?: number;
  /** The address to listen on, or the name of one. Default: all, of both families. */
  readonly interface?: string;
}

/** How a connection over TCP is made. */
export interface ConnectTCPOptions {
  /** How long it may take in milliseconds, with the lookup of the name and TLS. Default: 30000. */
  readonly timeout?: number;
  /** The address to connect from. */
  readonly bindAddress?: string;
}

/** Listens on a TCP port. */
export function tcpPort(port: number, { backlog, interface: host }: ListenTCPOptions): PortKind {
  checkedPort('listenTCP', port, 0);
  if (host !== undefined) checkedString('interface', host);
  return {
    name: inURL(host ?? '*', port),
    listen: { port, ...(host ? { host } : {}), ...(backlog === undefined ? {} : { backlog }) },
    listening: addressOf,
    makeTransport: (socket) => new TCPTransport(socket, { isServer: true }),
  };
}

/** Connects to a TCP port. */
export function tcpConnection(
  time: ReactorTime,
  host: string,
  port: number,
  { bindAddress }: ConnectTCPOptions,
): ConnectionKind {
  checkedHost(host);
  checkedPort('connectTCP', port, 1);
  if (bindAddress !== undefined) checkedAddress('bindAddress', bindAddress);
  const name = inURL(host, port);
  return {
    name,
    dial: dialHost(time, name, { host, port, localAddress: bindAddress }),
    makeTransport: (socket: Socket) => new TCPTransport(socket, { isServer: false, hostname: host }),
  };
}

function addressOf(server: Server): Address {
  const { address, port } = server.address() as AddressInfo;
  return ipAddress('TCP', address, port);
}

function inURL(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
