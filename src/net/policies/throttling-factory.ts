/**
 * So many bytes a second, of all connections of a factory together.
 *
 * Nothing is kept back, so throttling costs no memory: who reads is paused, and so is who produces. What a protocol writes
 * without being a producer goes out at once; it counts, so that the producers get less. As in Twisted, but for the way of
 * counting: Twisted looks once a second, here an `Allowance` goes into debt.
 *
 * When the debt is paid all may go on, but the first one may use up what there is. So whoever has got something goes to the end
 * of the line.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';
import { err } from '../../log/index.ts';
import { type ReactorTime, reactor } from '../../reactor/index.ts';
import type { Factory } from '../factory.ts';
import type { PullProducer } from '../producers.ts';
import type { Protocol } from '../protocol.ts';
import { Allowance } from './allowance.ts';
import { ProtocolWrapper } from './protocol-wrapper.ts';
import { ThrottledProducer } from './throttled-producer.ts';
import { WrappingFactory } from './wrapping-factory.ts';

/** The limits of a {@link ThrottlingFactory}. */
export interface ThrottlingOptions {
  /** How many bytes a second are read. Default: as many as come in. */
  readonly readLimit?: number | undefined;
  /** How many bytes a second are written by producers. Default: as many as there are. */
  readonly writeLimit?: number | undefined;
  /** Where time comes from: at first the reactor of the program; in tests a `Clock`. */
  readonly clock?: ReactorTime | undefined;
}

/**
 * Reads and sends so many bytes a second, all connections together; after a pause, up to a second's worth at once. Twisted's
 * `ThrottlingFactory`.
 *
 * @example
 * import { Factory, Protocol, ThrottlingFactory } from 'interloop';
 * import { Clock, memoryPair } from 'interloop/testing';
 *
 * const clock = new Clock();
 * let received = 0;
 * class Count extends Protocol {
 *   dataReceived(data) {
 *     received += data.length;
 *   }
 * }
 * const factory = new ThrottlingFactory(Factory.forProtocol(Count), { readLimit: 1000, clock });
 * const { client } = memoryPair(factory.buildProtocol(), new Protocol(), { clock, chunk: 100 });
 * client.write(Buffer.alloc(10_000));
 * for (let i = 0; i < 4000; i++) clock.advance(1);
 * console.log(Math.floor(received / 1000)); // 5
 */
export class ThrottlingFactory extends WrappingFactory {
  readonly #limits: ThrottlingOptions;
  #reads: Allowance | undefined;
  #writes: Allowance | undefined;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless each limit is a number over 0 */
  constructor(wrappedFactory: Factory, limits: ThrottlingOptions = {}) {
    super(wrappedFactory);
    check('readLimit', limits.readLimit);
    check('writeLimit', limits.writeLimit);
    this.#limits = limits;
  }

  /** Whether reading pauses. */
  get readsAreThrottled(): boolean {
    return this.#reads?.isExceeded ?? false;
  }

  /** Whether producers pause. */
  get writesAreThrottled(): boolean {
    return this.#writes?.isExceeded ?? false;
  }

  /** A wrapper that can be throttled. */
  override wrap(protocol: Protocol): ProtocolWrapper {
    return new ThrottlingProtocol(this, protocol);
  }

  /** Called by a wrapper: counts what was received. */
  registerRead(protocol: ProtocolWrapper, bytes: number): void {
    this.#spend(this.#reads, protocol, bytes);
  }

  /** Called by a wrapper: counts what was written. */
  registerWritten(protocol: ProtocolWrapper, bytes: number): void {
    this.#spend(this.#writes, protocol, bytes);
  }

  /** Begins to count, if it is the first connection. */
  override registerProtocol(protocol: ProtocolWrapper): void {
    super.registerProtocol(protocol);
    if (this.protocols.size > 1) return;
    const { readLimit, writeLimit, clock = reactor } = this.#limits;
    if (readLimit) this.#reads ??= new Allowance(readLimit, clock, () => this.#each((each) => each.throttleReads()));
    if (writeLimit)
      this.#writes ??= new Allowance(writeLimit, clock, () => this.#each((each) => each.throttleWrites()));
    this.#reads?.start();
    this.#writes?.start();
  }

  /** Stops the clock, if it is the last connection. */
  override unregisterProtocol(protocol: ProtocolWrapper): void {
    super.unregisterProtocol(protocol);
    if (this.protocols.size > 0) return;
    this.#reads?.stop();
    this.#writes?.stop();
  }

  #spend(allowance: Allowance | undefined, protocol: ProtocolWrapper, bytes: number): void {
    allowance?.spend(bytes);
    if (allowance?.isExceeded && this.protocols.delete(protocol)) this.protocols.add(protocol);
  }

  #each(fn: (protocol: ThrottlingProtocol) => void): void {
    for (const protocol of [...this.protocols] as ThrottlingProtocol[]) {
      try {
        fn(protocol);
      } catch (error) {
        err(error, 'while throttling a connection');
      }
    }
  }
}

class ThrottlingProtocol extends ProtocolWrapper {
  declare factory: ThrottlingFactory;
  #producer: ThrottledProducer | undefined;
  #isPaused = false;

  override connectionMade(): void {
    super.connectionMade();
    if (this.factory.readsAreThrottled) this.throttleReads();
  }

  /** Does what the factory says now. */
  throttleReads(): void {
    if (this.factory.readsAreThrottled) this.transport.pauseProducing();
    else if (!this.#isPaused) this.transport.resumeProducing();
  }

  /** Does what the factory says now. */
  throttleWrites(): void {
    if (this.factory.writesAreThrottled) this.#producer?.throttle();
    else this.#producer?.unthrottle();
  }

  override dataReceived(data: Buffer): void {
    this.factory.registerRead(this, data.length);
    super.dataReceived(data);
  }

  override write(data: Uint8Array | string): void {
    super.write(data);
    this.factory.registerWritten(this, Buffer.byteLength(data));
  }

  override writeSequence(data: Iterable<Uint8Array | string>): void {
    const pieces = [...data];
    super.writeSequence(pieces);
    this.factory.registerWritten(
      this,
      pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0),
    );
  }

  override pauseProducing(): void {
    this.#isPaused = true;
    super.pauseProducing();
  }

  override resumeProducing(): void {
    this.#isPaused = false;
    if (!this.factory.readsAreThrottled) super.resumeProducing();
  }

  override registerProducer(producer: PullProducer, streaming: boolean): void {
    this.#producer = new ThrottledProducer(producer, streaming, this.factory.writesAreThrottled);
    super.registerProducer(this.#producer, streaming);
  }

  override unregisterProducer(): void {
    this.#producer = undefined;
    super.unregisterProducer();
  }
}

function check(what: string, limit: number | undefined): void {
  if (limit === undefined || (typeof limit === 'number' && limit > 0)) return;
  throw new InvalidArgumentError(`${what} is a number of bytes a second over 0, not ${inspect(limit)}`);
}
