/**
 * A connection, as its protocol sees it.
 */
import type { Address } from './address.ts';
import type { Consumer, PushProducer } from './producers.ts';

/** A connection, of whatever kind: what a protocol writes to, and ends. Also a producer, of what it receives. */
export interface Transport extends Consumer, PushProducer {
  /** Whether the connection is there; false from just before `connectionLost()`. */
  readonly connected: boolean;
  /** Whether `loseConnection()` was called, or the other side has ended the connection: what is received is dropped. */
  readonly disconnecting: boolean;
  /** Sends bytes, or text as UTF-8. The bytes must not be changed afterwards. Does nothing when the connection is lost. */
  write(data: Uint8Array | string): void;
  /** Sends several pieces, in one go where the system can. */
  writeSequence(data: Iterable<Uint8Array | string>): void;
  /**
   * Ends the connection when all that was written is sent and no producer is registered. What still comes in is dropped. A socket
   * ends when the other side has ended, too, or has been silent for two seconds, so that nothing on its way is cut off.
   */
  loseConnection(): void;
  /** Ends the connection at once, without sending what waits; the other side sees a reset, where there is such a thing. */
  abortConnection(): void;
  /** Ends the sending half when all that was written is sent; the other half stays open. */
  loseWriteConnection(): void;
  /** The address of the other side. */
  getPeer(): Address;
  /** The address of this side. */
  getHost(): Address;
}
