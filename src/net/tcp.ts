/**
 * Ports and connections over TCP.
 */
import { type AddressInfo, isIPv4, isIPv6, type Server, type Socket } from 'node:net';
import type { ReactorTime } from '../reactor/index.ts';
import { type Address, type IPv4Address, type IPv6Address, ipAddress } from './address.ts';
import { checkedAddress, checkedHost, checkedPort, checkedString } from './arguments.ts';
import type { ConnectionKind } from './connector.ts';
import { dialHost } from './dial.ts';
import type { PortKind } from './port.ts';
import { type TCPAddresses, TCPTransport } from './socket-transport.ts';

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
  let known: TCPAddresses = {};
  return {
    name: inURL(host ?? '*', port),
    listen: { port, ...(host ? { host } : {}), ...(backlog === undefined ? {} : { backlog }) },
    listening: (server) => {
      const address = addressOf(server);
      known = { host: ofOneInterface(address) };
      return address;
    },
    makeTransport: (socket) => new TCPTransport(socket, { isServer: true }, known),
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
  const side = { isServer: false, hostname: host };
  const known = { peer: isIPv4(host) ? ofOneInterface(ipAddress('TCP', host, port)) : undefined };
  return {
    name,
    dial: dialHost(time, name, { host, port, localAddress: bindAddress }),
    makeTransport: (socket: Socket) => new TCPTransport(socket, side, known),
  };
}

function addressOf(server: Server): IPv4Address | IPv6Address {
  const { address, port } = server.address() as AddressInfo;
  return ipAddress('TCP', address, port);
}

/** An address that a connection has when its port has it, or when it was made to it; that of all interfaces is not one. */
function ofOneInterface(address: IPv4Address | IPv6Address): Address | undefined {
  return address.host === '0.0.0.0' || address.host === '::' ? undefined : address;
}

function inURL(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
