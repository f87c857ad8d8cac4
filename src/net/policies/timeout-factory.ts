import type { ReactorTime } from '../../reactor/index.ts';
import type { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import { TimeoutMixin } from '../protocols/timeout-mixin.ts';
import { ProtocolWrapper } from './protocol-wrapper.ts';
import { WrappingFactory } from './wrapping-factory.ts';

/**
 * Ends connections on which nothing was sent or received for so many milliseconds. Twisted's `TimeoutFactory`.
 *
 * @example
 * import { Factory, Protocol, TimeoutFactory } from 'interloop';
 * import { Clock, StringTransport } from 'interloop/testing';
 *
 * const clock = new Clock();
 * const factory = new TimeoutFactory(Factory.forProtocol(Protocol), 60_000, clock);
 * const transport = new StringTransport();
 * factory.buildProtocol(transport.getPeer()).makeConnection(transport);
 * clock.advance(60_000);
 * console.log(transport.disconnecting); // true
 */
export class TimeoutFactory extends WrappingFactory {
  /** How long nothing may happen, in milliseconds. */
  timeoutPeriod: number;
  readonly #clock: ReactorTime | undefined;

  /** @param clock where time comes from: at first the reactor of the program; in tests a `Clock` */
  constructor(wrappedFactory: Factory, timeoutPeriod: number = 30 * 60 * 1000, clock?: ReactorTime) {
    super(wrappedFactory);
    this.timeoutPeriod = timeoutPeriod;
    this.#clock = clock;
  }

  /** A wrapper that has the timeout. */
  override wrap(protocol: Protocol): ProtocolWrapper {
    const wrapper = new TimeoutProtocol(this, protocol);
    if (this.#clock) wrapper.clock = this.#clock;
    return wrapper;
  }
}

class TimeoutProtocol extends TimeoutMixin(ProtocolWrapper) {
  override connectionMade(): void {
    this.setTimeout((this.factory as TimeoutFactory).timeoutPeriod);
    super.connectionMade();
  }

  override dataReceived(data: Buffer): void {
    this.resetTimeout();
    super.dataReceived(data);
  }

  override write(data: Uint8Array | string): void {
    this.resetTimeout();
    super.write(data);
  }

  override writeSequence(data: Iterable<Uint8Array | string>): void {
    this.resetTimeout();
    super.writeSequence(data);
  }
}
