import type { Address } from '../address.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import { checkLimit } from './check-limit.ts';
import { WrappingFactory } from './wrapping-factory.ts';

/**
 * Refuses connections while there are so many already. Twisted's `LimitTotalConnectionsFactory`.
 *
 * @example
 * import { Factory, LimitTotalConnectionsFactory, Protocol } from 'interloop';
 *
 * class Busy extends Protocol {
 *   connectionMade() {
 *     this.transport.write('Too many users, try again later\n');
 *     this.transport.loseConnection();
 *   }
 * }
 * const factory = Factory.forProtocol(Protocol);
 * new LimitTotalConnectionsFactory(factory, 100); // refuses others by closing them,
 * new LimitTotalConnectionsFactory(factory, 100, Factory.forProtocol(Busy)); // or with a word
 */
export class LimitTotalConnectionsFactory extends WrappingFactory {
  /** How many connections there may be. */
  connectionLimit: number;
  /** What builds protocols for those who are too many, if they are not just closed. They do not count. */
  overflowFactory: Factory | undefined;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the limit is a number from 0 */
  constructor(wrappedFactory: Factory, connectionLimit: number, overflowFactory?: Factory) {
    super(wrappedFactory);
    this.connectionLimit = checkLimit('connectionLimit', connectionLimit);
    this.overflowFactory = overflowFactory;
  }

  /** How many connections there are. */
  get connectionCount(): number {
    return this.protocols.size;
  }

  /** Has the factory inside build a protocol, or the other one, or refuses. */
  override buildProtocol(address: Address): Protocol | null {
    if (this.connectionCount < this.connectionLimit) return super.buildProtocol(address);
    return this.overflowFactory?.buildProtocol(address) ?? null;
  }
}
