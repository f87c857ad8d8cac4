import { err } from '../../log/index.ts';
import { type ReactorTime, reactor } from '../../reactor/index.ts';
import type { Protocol } from '../protocol.ts';
import { InactivityTimeout } from './inactivity-timeout.ts';

/** What {@link TimeoutMixin} adds to a protocol. */
export interface WithTimeout {
  /** Where time comes from: at first the reactor of the program; in tests a `Clock`. To be set before {@link setTimeout}. */
  clock: ReactorTime;
  /** The milliseconds that were set last, if there is a timeout. */
  readonly timeOut: number | undefined;
  /**
   * Sets the timeout to so many milliseconds from now, or with `undefined` to none, and returns the one before.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is a finite number from 0
   */
  setTimeout(ms: number | undefined): number | undefined;
  /** Something has happened: the timeout begins anew. Does nothing when there is none, or when it is over. */
  resetTimeout(): void;
  /** Nothing has happened for too long. Ends the connection by `loseConnection()`, unless it is overridden. */
  timeoutConnection(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: what TypeScript asks of a mixin
type Arguments = any[];
type ProtocolClass = abstract new (...args: Arguments) => Protocol;

/**
 * A class of protocols that have a timeout besides. Twisted's `TimeoutMixin`, in milliseconds.
 *
 * The timeout ends with the connection; a class that overrides `connectionLost()` calls that of its base class.
 *
 * @example
 * import { LineReceiver, TimeoutMixin } from 'interloop';
 * import { Clock, StringTransport } from 'interloop/testing';
 *
 * class Patient extends TimeoutMixin(LineReceiver) {
 *   connectionMade() {
 *     this.setTimeout(30_000);
 *   }
 *   lineReceived() {
 *     this.resetTimeout();
 *   }
 *   timeoutConnection() {
 *     this.sendLine('Are you still there?');
 *     super.timeoutConnection();
 *   }
 * }
 * const patient = new Patient();
 * patient.clock = new Clock();
 * const transport = new StringTransport();
 * patient.makeConnection(transport);
 * patient.clock.advance(29_000);
 * patient.dataReceived(Buffer.from('I am here\r\n'));
 * patient.clock.advance(29_000);
 * transport.disconnecting; // false
 * patient.clock.advance(1000);
 * console.log(transport.value().toString().trim()); // Are you still there?
 */
export function TimeoutMixin<B extends ProtocolClass>(Base: B): B & (abstract new (...args: Arguments) => WithTimeout) {
  abstract class Timed extends Base implements WithTimeout {
    readonly #timeout: InactivityTimeout = new InactivityTimeout(() => this.#fire());

    get clock(): ReactorTime {
      return this.#timeout.clock ?? reactor;
    }

    set clock(clock: ReactorTime) {
      this.#timeout.clock = clock;
    }

    get timeOut(): number | undefined {
      return this.#timeout.ms;
    }

    setTimeout(ms: number | undefined): number | undefined {
      const before = this.#timeout.ms;
      this.#timeout.set(ms);
      return before;
    }

    resetTimeout(): void {
      this.#timeout.reset();
    }

    timeoutConnection(): void {
      this.transport.loseConnection();
    }

    override connectionLost(reason: Error): void {
      this.#timeout.set(undefined);
      super.connectionLost(reason);
    }

    #fire(): void {
      if (!this.connected) return;
      try {
        this.timeoutConnection();
      } catch (error) {
        err(error, `while calling timeoutConnection of ${this.constructor.name}`);
        this.transport.abortConnection();
      }
    }
  }
  return Timed;
}
