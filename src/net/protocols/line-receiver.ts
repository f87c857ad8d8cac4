import { LineOnlyReceiver } from './line-only-receiver.ts';
import type { Unread } from './unread.ts';

/**
 * Receives lines, and between them bytes that are no lines: it can change from one to the other in the middle of what comes
 * in. Twisted's `LineReceiver`.
 *
 * @example
 * import { LineReceiver } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Upload extends LineReceiver {
 *   left = 0;
 *   lineReceived(line) {
 *     this.left = Number(line); // 'the next five bytes are the file'
 *     this.setRawMode();
 *   }
 *   rawDataReceived(data) {
 *     const part = data.subarray(0, this.left);
 *     this.left -= part.length;
 *     console.log(part.toString());
 *     if (this.left === 0) this.setLineMode(data.subarray(part.length));
 *   }
 * }
 * const upload = new Upload();
 * upload.makeConnection(new StringTransport());
 * upload.dataReceived(Buffer.from('5\r\nhello3\r\nbye')); // hello, bye
 */
export class LineReceiver extends LineOnlyReceiver {
  #isRaw = false;

  /** Some bytes have come in while in raw mode: all that there are. */
  rawDataReceived(_data: Buffer): void {}

  /** What comes in from here on is not split into lines. */
  setRawMode(): void {
    this.#isRaw = true;
  }

  /** What comes in from here on are lines, with `extra` before it: what {@link rawDataReceived} was given too much. */
  setLineMode(extra?: Buffer): void {
    this.#isRaw = false;
    if (extra === undefined || extra.length === 0) return;
    this.putBack(extra);
    this.handOutNow();
  }

  /** Forgets what has come in of a line that has not ended, and of what follows, and returns it. */
  clearLineBuffer(): Buffer {
    this.leaveLine();
    return this.takeUnread();
  }

  /** Reads a line, or in raw mode all that there is. */
  protected override receiveFrom(unread: Unread): boolean {
    if (!this.#isRaw) return super.receiveFrom(unread);
    if (unread.length === 0) return false;
    this.leaveLine();
    this.rawDataReceived(unread.take(unread.length));
    return true;
  }
}
