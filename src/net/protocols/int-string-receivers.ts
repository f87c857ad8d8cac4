import { StringTooLongError } from '../../errors.ts';
import { BufferedReceiver } from './buffered-receiver.ts';
import { bytesOf } from './bytes-of.ts';
import type { Unread } from './unread.ts';

/** Receives strings of bytes, each with its length before it, as a number of so many bytes, the highest first. */
abstract class IntStringReceiver extends BufferedReceiver {
  /** How many bytes a string may have. Default: 99999. */
  maxLength = 99_999;
  /** How many bytes the length has. */
  abstract readonly prefixLength: 1 | 2 | 4;
  /** So many bytes of a string that is too long are still to come. */
  #toSkip = 0;

  /**
   * A string has come in. Nobody writes to these bytes any more, so they may be kept; but they may be a view of all that
   * came in with them, so that `Buffer.from(string)` keeps less.
   */
  stringReceived(_string: Buffer): void {}

  /**
   * A string comes in that is longer than {@link maxLength}. Ends the connection, unless it is overridden: then the string is
   * dropped as it comes in, and the next one is received.
   */
  lengthLimitExceeded(_length: number): void {
    this.transport.loseConnection();
  }

  /**
   * Sends bytes, or text as UTF-8, with their length before them.
   *
   * @throws StringTooLongError `ERR_INTERLOOP_STRING_TOO_LONG` if the length has no room for it
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  sendString(string: Uint8Array | string): void {
    const { prefixLength } = this;
    const bytes = bytesOf('sendString', string);
    const most = 2 ** (8 * prefixLength) - 1;
    if (bytes.length > most) throw new StringTooLongError(bytes.length, most);
    const message = Buffer.allocUnsafe(prefixLength + bytes.length);
    message.writeUIntBE(bytes.length, 0, prefixLength);
    message.set(bytes, prefixLength);
    this.transport.write(message);
  }

  /** Reads a string, or a part of one that is too long. */
  protected override receiveFrom(unread: Unread): boolean {
    if (this.#toSkip > 0) return this.#skip(unread);
    const { prefixLength } = this;
    if (unread.length < prefixLength) return false;
    const length = unread.peekUInt(prefixLength);
    if (length > this.maxLength) {
      unread.drop(prefixLength);
      this.#toSkip = length;
      this.lengthLimitExceeded(length);
      return true;
    }
    if (unread.length < prefixLength + length) return false;
    unread.drop(prefixLength);
    this.stringReceived(unread.take(length));
    return true;
  }

  #skip(unread: Unread): boolean {
    const count = Math.min(this.#toSkip, unread.length);
    unread.drop(count);
    this.#toSkip -= count;
    return this.#toSkip === 0;
  }
}

/**
 * Receives strings of at most 255 bytes, each with its length before it in one byte. Twisted's `Int8StringReceiver`.
 *
 * @example
 * import { Int8StringReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * const sender = new Int8StringReceiver();
 * const transport = new StringTransport();
 * sender.makeConnection(transport);
 * sender.sendString('hello');
 * console.log(transport.value()); // <Buffer 05 68 65 6c 6c 6f>
 */
export class Int8StringReceiver extends IntStringReceiver {
  /** One. */
  readonly prefixLength = 1;
}

/**
 * Receives strings of at most 65535 bytes, each with its length before it in two bytes. Twisted's `Int16StringReceiver`.
 *
 * @example
 * import { Int16StringReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * const sender = new Int16StringReceiver();
 * const transport = new StringTransport();
 * sender.makeConnection(transport);
 * sender.sendString('hello');
 * console.log(transport.value()); // <Buffer 00 05 68 65 6c 6c 6f>
 */
export class Int16StringReceiver extends IntStringReceiver {
  /** Two. */
  readonly prefixLength = 2;
}

/**
 * Receives strings with their length before them in four bytes; those over `maxLength`, which is 99999 at first, are refused.
 * Twisted's `Int32StringReceiver`.
 *
 * @example
 * import { Int32StringReceiver } from 'interloop';
 * import { memoryPair } from 'interloop/testing';
 *
 * class Length extends Int32StringReceiver {
 *   stringReceived(string) {
 *     console.log(`${string.length} bytes`);
 *   }
 * }
 * const sender = new Int32StringReceiver();
 * const { clock } = memoryPair(new Length(), sender, { chunk: 1000 });
 * sender.sendString(Buffer.alloc(50_000));
 * clock.advance(0); // 50000 bytes
 */
export class Int32StringReceiver extends IntStringReceiver {
  /** Four. */
  readonly prefixLength = 4;
}
