import type { Address } from '../address.ts';
import type { PullProducer } from '../producers.ts';
import { Protocol, tellConnectionLost } from '../protocol.ts';
import type { SocketTransport, TCPTransport } from '../socket-transport.ts';
import type { StartTLSOptions } from '../tls.ts';
import type { Transport } from '../transport.ts';
import type { WrappingFactory } from './wrapping-factory.ts';

/**
 * Stands between a transport and a protocol, for which it is the transport. A subclass changes what it does not want to pass on.
 * Twisted's `ProtocolWrapper`.
 *
 * @example
 * import { Protocol, ProtocolWrapper, WrappingFactory } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Spy extends ProtocolWrapper {
 *   write(data) {
 *     console.log(`sent: ${data}`);
 *     super.write(data);
 *   }
 * }
 * class SpyFactory extends WrappingFactory {
 *   wrap(protocol) {
 *     return new Spy(this, protocol);
 *   }
 * }
 * const protocol = new Protocol();
 * const factory = new SpyFactory({ buildProtocol: () => protocol });
 * const transport = new StringTransport();
 * factory.buildProtocol(transport.getPeer()).makeConnection(transport);
 * protocol.transport.write('hello'); // sent: hello
 */
export class ProtocolWrapper extends Protocol implements Transport {
  /** Who has made this wrapper. */
  declare factory: WrappingFactory;
  /** The protocol behind it. */
  readonly wrappedProtocol: Protocol;

  constructor(factory: WrappingFactory, wrappedProtocol: Protocol) {
    super();
    this.factory = factory;
    this.wrappedProtocol = wrappedProtocol;
    if (wrappedProtocol.readConnectionLost) this.readConnectionLost = () => wrappedProtocol.readConnectionLost?.();
  }

  /** Connects the protocol behind it. */
  override connectionMade(): void {
    this.factory.registerProtocol(this);
    this.wrappedProtocol.makeConnection(this);
  }

  /** Passes it on. */
  override dataReceived(data: Buffer): void {
    this.wrappedProtocol.dataReceived(data);
  }

  /** Passes it on. */
  override writeConnectionLost(): void {
    this.wrappedProtocol.writeConnectionLost?.();
  }

  /** Passes it on. */
  override handshakeCompleted(): void {
    this.wrappedProtocol.handshakeCompleted?.();
  }

  /** Tells the factory, and then the protocol behind it. */
  override connectionLost(reason: Error): void {
    this.factory.unregisterProtocol(this);
    tellConnectionLost(this.wrappedProtocol, reason);
  }

  /** Whether the connection is ending. */
  get disconnecting(): boolean {
    return this.transport.disconnecting;
  }

  /** Passes it on. */
  write(data: Uint8Array | string): void {
    this.transport.write(data);
  }

  /** Passes it on. */
  writeSequence(data: Iterable<Uint8Array | string>): void {
    this.transport.writeSequence(data);
  }

  /** Passes it on. */
  loseConnection(): void {
    this.transport.loseConnection();
  }

  /** Passes it on. */
  abortConnection(): void {
    this.transport.abortConnection();
  }

  /** Passes it on. */
  loseWriteConnection(): void {
    this.transport.loseWriteConnection();
  }

  /** The address of the other side. */
  getPeer(): Address {
    return this.transport.getPeer();
  }

  /** The address of this side. */
  getHost(): Address {
    return this.transport.getHost();
  }

  /** Passes it on. */
  registerProducer(producer: PullProducer, streaming: boolean): void {
    this.transport.registerProducer(producer, streaming);
  }

  /** Passes it on. */
  unregisterProducer(): void {
    this.transport.unregisterProducer();
  }

  /** Passes it on. */
  pauseProducing(): void {
    this.transport.pauseProducing();
  }

  /** Passes it on. */
  resumeProducing(): void {
    this.transport.resumeProducing();
  }

  /** Passes it on. */
  stopProducing(): void {
    this.transport.stopProducing();
  }

  /** Passes it on, if the transport can do that. */
  startTLS(options?: StartTLSOptions): void {
    (this.transport as SocketTransport).startTLS(options);
  }

  /** That of the transport. */
  get tls(): SocketTransport['tls'] {
    return (this.transport as SocketTransport).tls;
  }

  /** That of the transport, if it is one of TCP. */
  getTcpNoDelay(): boolean {
    return (this.transport as TCPTransport).getTcpNoDelay();
  }

  /** Passes it on, if the transport is one of TCP. */
  setTcpNoDelay(enabled: boolean): void {
    (this.transport as TCPTransport).setTcpNoDelay(enabled);
  }

  /** That of the transport, if it is one of TCP. */
  getTcpKeepAlive(): boolean {
    return (this.transport as TCPTransport).getTcpKeepAlive();
  }

  /** Passes it on, if the transport is one of TCP. */
  setTcpKeepAlive(enabled: boolean): void {
    (this.transport as TCPTransport).setTcpKeepAlive(enabled);
  }
}
