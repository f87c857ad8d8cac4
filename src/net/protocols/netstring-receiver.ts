import { NetstringParseError } from '../../errors.ts';
import { BufferedReceiver } from './buffered-receiver.ts';
import { bytesOf } from './bytes-of.ts';
import type { Unread } from './unread.ts';

const COLON = 0x3a;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;

const COMMA_BYTES = Buffer.from(',');

/**
 * Receives netstrings: `5:hello,` is one. Twisted's `NetstringReceiver`.
 *
 * What is no netstring, or is longer than allowed, or has zeros before its length, ends the connection.
 *
 * @example
 * import { NetstringReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Echo extends NetstringReceiver {
 *   stringReceived(string) {
 *     this.sendString(string);
 *   }
 * }
 * const echo = new Echo();
 * const transport = new StringTransport();
 * echo.makeConnection(transport);
 * echo.dataReceived(Buffer.from('5:hello,3:yo!,'));
 * console.log(transport.value().toString()); // 5:hello,3:yo!,
 * echo.dataReceived(Buffer.from('hello'));
 * transport.disconnecting; // true
 */
export class NetstringReceiver extends BufferedReceiver {
  /** How many bytes a string may have. Default: 99999. */
  maxLength = 99_999;
  /** Why the connection was ended, if it was because of what the other side has sent. */
  brokenPeer: NetstringParseError | undefined;
  /** Of the string that is coming in; -1 as long as that is not known. */
  #length = -1;

  /**
   * A string has come in. Nobody writes to these bytes any more, so they may be kept; but they may be a view of all that
   * came in with them, so that `Buffer.from(string)` keeps less.
   */
  stringReceived(_string: Buffer): void {}

  /**
   * Sends bytes, or text as UTF-8, as a netstring.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  sendString(string: Uint8Array | string): void {
    const bytes = bytesOf('sendString', string);
    this.transport.write(Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, COMMA_BYTES]));
  }

  /** Reads a netstring, or its length if there is no more. */
  protected override receiveFrom(unread: Unread): boolean {
    if (this.#length < 0 && !this.#readLength(unread)) return false;
    const length = this.#length;
    if (unread.length <= length) return false;
    if (unread.at(length) !== COMMA) return this.#refuse(`there is no comma behind a string of ${length} bytes`);
    this.#length = -1;
    const string = unread.take(length);
    unread.drop(1);
    this.stringReceived(string);
    return true;
  }

  #readLength(unread: Unread): boolean {
    let length = 0;
    for (let i = 0; i < unread.length; i++) {
      const byte = unread.at(i);
      if (byte === COLON && i > 0) {
        this.#length = length;
        unread.drop(i + 1);
        return true;
      }
      if (byte < ZERO || byte > NINE) return this.#refuse(`the byte ${byte} stands where its length should`);
      if (i > 0 && length === 0) return this.#refuse('its length begins with a zero');
      length = length * 10 + byte - ZERO;
      if (length > this.maxLength || !Number.isSafeInteger(length)) {
        return this.#refuse(`it is longer than ${this.maxLength} bytes`);
      }
    }
    return false;
  }

  #refuse(why: string): false {
    this.brokenPeer = new NetstringParseError(why);
    this.transport.loseConnection();
    return false;
  }
}
