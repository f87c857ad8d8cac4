/**
 * Protocols and their transports: Twisted's, on Node's sockets.
 *
 * Reading order: protocol.ts and factory.ts (what a program writes), transport.ts and producers.ts (what it writes to),
 * stream-transport.ts (how that works), socket-transport.ts, linger.ts, dropping.ts and tls.ts, port.ts (who listens),
 * connector.ts (who connects), tcp.ts and unix.ts (to what), dial.ts and happy-eyeballs.ts (how), registry.ts (what a reactor ends), reactor-net.ts (the reactor's
 * methods).
 */
import './reactor-net.ts';

export { type Address, type AddressType, IPv4Address, IPv6Address, UNIXAddress } from './address.ts';
export * from './bridges/index.ts';
export type { Connector, ConnectorState } from './connector.ts';
export * from './endpoints/index.ts';
export { ClientFactory, Factory } from './factory.ts';
export * from './kinds/index.ts';
export type { ListeningPort } from './port.ts';
export type { Consumer, PullProducer, PushProducer } from './producers.ts';
export { Protocol } from './protocol.ts';
export type { SocketTransport, TCPTransport } from './socket-transport.ts';
export type { ConnectTCPOptions, ListenTCPOptions } from './tcp.ts';
export type { StartTLSOptions } from './tls.ts';
export type { Transport } from './transport.ts';
export type { ConnectUNIXOptions, ListenUNIXOptions } from './unix.ts';
