import type { Address } from '../address.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import { checkLimit } from './check-limit.ts';
import type { ProtocolWrapper } from './protocol-wrapper.ts';
import { WrappingFactory } from './wrapping-factory.ts';

/**
 * Refuses connections of a peer that has so many already. Twisted's `LimitConnectionsByPeer`.
 *
 * @example
 * import { Factory, LimitConnectionsByPeer, Protocol } from 'interloop';
 *
 * const factory = Factory.forProtocol(Protocol);
 * new LimitConnectionsByPeer(factory, 5);
 *
 * class ByNetwork extends LimitConnectionsByPeer {
 *   peerOf({ host }) {
 *     return host.includes(':') ? host.split(':', 4).join(':') : host; // who has IPv6 has a whole network of it
 *   }
 * }
 * new ByNetwork(factory, 5);
 */
export class LimitConnectionsByPeer extends WrappingFactory {
  /** How many connections a peer may have. */
  maxConnectionsPerPeer: number;
  readonly #peers = new Map<ProtocolWrapper, string>();
  readonly #counts = new Map<string, number>();

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the limit is a number from 0 */
  constructor(wrappedFactory: Factory, maxConnectionsPerPeer: number = 5) {
    super(wrappedFactory);
    this.maxConnectionsPerPeer = checkLimit('maxConnectionsPerPeer', maxConnectionsPerPeer);
  }

  /** Who counts as one: the host of an address, and all that connect over a UNIX socket. */
  peerOf(address: Address): string {
    return address.type === 'UNIX' ? '' : address.host;
  }

  /** How many connections this peer has. */
  countOf(peer: string): number {
    return this.#counts.get(peer) ?? 0;
  }

  /** Has the factory inside build a protocol, or refuses. */
  override buildProtocol(address: Address): Protocol | null {
    return this.countOf(this.peerOf(address)) < this.maxConnectionsPerPeer ? super.buildProtocol(address) : null;
  }

  /** Counts it. */
  override registerProtocol(protocol: ProtocolWrapper): void {
    super.registerProtocol(protocol);
    const peer = this.peerOf(protocol.getPeer());
    this.#peers.set(protocol, peer);
    this.#counts.set(peer, this.countOf(peer) + 1);
  }

  /** Counts it no longer. */
  override unregisterProtocol(protocol: ProtocolWrapper): void {
    super.unregisterProtocol(protocol);
    const peer = this.#peers.get(protocol);
    if (peer === undefined) return;
    this.#peers.delete(protocol);
    const count = this.countOf(peer) - 1;
    if (count > 0) this.#counts.set(peer, count);
    else this.#counts.delete(peer);
  }
}
