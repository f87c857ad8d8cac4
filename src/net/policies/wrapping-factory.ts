import type { Address } from '../address.ts';
import type { Connector } from '../connector.ts';
import { ClientFactory, type Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import { ProtocolWrapper } from './protocol-wrapper.ts';

/**
 * A factory around another one, whose protocols get a {@link ProtocolWrapper} each. Twisted's `WrappingFactory`; the policies are
 * subclasses of it, and can be put around each other.
 *
 * @example
 * import { Factory, LimitTotalConnectionsFactory, Protocol, ThrottlingFactory } from 'interloop';
 *
 * const factory = Factory.forProtocol(Protocol);
 * const slow = new ThrottlingFactory(factory, { readLimit: 100_000 }); // bytes a second, of all together
 * const slowAndFew = new LimitTotalConnectionsFactory(slow, 100);
 */
export class WrappingFactory extends ClientFactory {
  /** The factory inside. */
  readonly wrappedFactory: Factory;
  /** The wrappers of all connections that are there. */
  readonly protocols: Set<ProtocolWrapper> = new Set<ProtocolWrapper>();

  constructor(wrappedFactory: Factory) {
    super();
    this.wrappedFactory = wrappedFactory;
  }

  /** A wrapper for a protocol of the factory inside; to be overridden. */
  wrap(protocol: Protocol): ProtocolWrapper {
    return new ProtocolWrapper(this, protocol);
  }

  /** Has the factory inside build a protocol, and wraps it. */
  override buildProtocol(address: Address): Protocol | null {
    const protocol = this.wrappedFactory.buildProtocol(address);
    return protocol && this.wrap(protocol);
  }

  /** Called by a wrapper when its connection is made. */
  registerProtocol(protocol: ProtocolWrapper): void {
    this.protocols.add(protocol);
  }

  /** Called by a wrapper when its connection is lost. */
  unregisterProtocol(protocol: ProtocolWrapper): void {
    this.protocols.delete(protocol);
  }

  /** Passes it on, and counts. */
  override doStart(): void {
    this.wrappedFactory.doStart();
    super.doStart();
  }

  /** Passes it on, and counts. */
  override doStop(): void {
    this.wrappedFactory.doStop();
    super.doStop();
  }

  /** Passes it on. */
  override startedConnecting(connector: Connector): void {
    this.#client?.startedConnecting(connector);
  }

  /** Passes it on. */
  override clientConnectionFailed(connector: Connector, reason: Error): void {
    this.#client?.clientConnectionFailed(connector, reason);
  }

  /** Passes it on. */
  override clientConnectionLost(connector: Connector, reason: Error): void {
    this.#client?.clientConnectionLost(connector, reason);
  }

  get #client(): ClientFactory | undefined {
    return this.wrappedFactory instanceof ClientFactory ? this.wrappedFactory : undefined;
  }
}
