import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';
import { BufferedReceiver } from './buffered-receiver.ts';
import { bytesOf } from './bytes-of.ts';
import type { Unread } from './unread.ts';

const CRLF = Buffer.from('\r\n');

/**
 * Receives lines. Twisted's `LineOnlyReceiver`.
 *
 * @example
 * import { LineOnlyReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Shout extends LineOnlyReceiver {
 *   lineReceived(line) {
 *     this.sendLine(line.toString().toUpperCase());
 *   }
 * }
 * const shout = new Shout();
 * const transport = new StringTransport();
 * shout.makeConnection(transport);
 * shout.dataReceived(Buffer.from('hello\r\nwor'));
 * shout.dataReceived(Buffer.from('ld\r\n'));
 * console.log(String(transport.value()).split('\r\n')); // [ 'HELLO', 'WORLD', '' ]
 */
export class LineOnlyReceiver extends BufferedReceiver {
  /** What ends a line: one byte or more. Default: CR LF. */
  delimiter: Buffer = CRLF;
  /** How many bytes a line may have without its delimiter. Default: 16384. */
  maxLength = 16_384;
  /** Before this the unread bytes have no beginning of a delimiter, ... */
  #searched = 0;
  /** ... of this one. */
  #searchedFor: Buffer = CRLF;
  /** The rest of a line that is too long is coming in. */
  #isSkipping = false;

  /**
   * A line has come in, without its delimiter. Nobody writes to these bytes any more, so they may be kept; but they are a view
   * of all that came in with them, so that `Buffer.from(line)` keeps less.
   */
  lineReceived(_line: Buffer): void {}

  /**
   * A line has come in, as text, decoded as UTF-8. A protocol that has this method is told lines by it instead of by
   * {@link lineReceived}, in less time than `line.toString()` takes.
   */
  textReceived?(line: string): void;

  /**
   * A line is longer than {@link maxLength}; these are its first `maxLength` bytes. Ends the connection, unless it is
   * overridden: then the rest of the line is dropped as it comes in, and the next one is received.
   */
  lineLengthExceeded(_start: Buffer): void {
    this.transport.loseConnection();
  }

  /**
   * Sends bytes, or text as UTF-8, and the delimiter.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  sendLine(line: Uint8Array | string): void {
    this.transport.write(Buffer.concat([bytesOf('sendLine', line), this.delimiter]));
  }

  /** Reads a line, or a part of one that is too long. */
  protected override receiveFrom(unread: Unread): boolean {
    const { delimiter } = this;
    if (delimiter !== this.#searchedFor) this.#checkDelimiter(delimiter);
    if (this.#isSkipping) return this.#skip(unread, delimiter);
    if (this.textReceived) {
      const line = unread.takeTextUntil(delimiter, this.#searched, this.maxLength);
      if (line === undefined) return this.#exceeds(unread, delimiter);
      this.#searched = 0;
      this.textReceived(line);
    } else {
      const line = unread.takeUntil(delimiter, this.#searched, this.maxLength);
      if (line === undefined) return this.#exceeds(unread, delimiter);
      this.#searched = 0;
      this.lineReceived(line);
    }
    return true;
  }

  /** Forgets that it is in the middle of a line. */
  protected leaveLine(): void {
    this.#searched = 0;
    this.#isSkipping = false;
  }

  /** Whether a line is too long that has not ended, or has ended too late. */
  #exceeds(unread: Unread, delimiter: Buffer): boolean {
    this.#searched = Math.max(0, unread.length - delimiter.length + 1);
    if (this.#searched <= this.maxLength) return false;
    this.#searched = 0;
    this.#isSkipping = true;
    this.lineLengthExceeded(unread.take(this.maxLength));
    return true;
  }

  /** Reads the rest of a line that is too long. */
  #skip(unread: Unread, delimiter: Buffer): boolean {
    const end = unread.indexOf(delimiter, 0);
    this.#isSkipping = end < 0;
    unread.drop(end < 0 ? Math.max(0, unread.length - delimiter.length + 1) : end + delimiter.length);
    return end >= 0;
  }

  #checkDelimiter(delimiter: Buffer): void {
    if (!(delimiter instanceof Uint8Array && delimiter.length > 0)) {
      throw new InvalidArgumentError(`A delimiter is a Buffer of one byte or more, not ${inspect(delimiter)}`);
    }
    this.#searchedFor = delimiter;
    this.#searched = 0;
  }
}
