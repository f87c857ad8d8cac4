/**
 * Parts of a buffer as text, where they are asked for one after the other.
 *
 * To decode a short part is a call into Node that takes longer than all else that is done for a line. So many parts are decoded at
 * once, and a part is a slice of that text. Where all characters are of ASCII, it stands where its bytes stand. Else it ends where
 * the text has the delimiter next, as it does in the bytes: no other character of UTF-8 has a byte of ASCII in it, and none that is
 * broken takes one along.
 */
import { isAscii } from 'node:buffer';

/** How many bytes are decoded at once. */
const MOST = 65_536;

export class PieceText {
  readonly #bytes: Buffer;
  readonly #delimiter: Buffer;
  /** The delimiter as text, if it is ASCII. */
  readonly #mark: string | undefined;
  /** The text of the bytes from `#first` to `#end`, if they were decoded. */
  #text: string | undefined;
  #first = 0;
  #end = 0;
  #isAscii = true;
  /** Where the next part begins that follows the ones before, and where it does in the text. */
  #next = 0;
  #nextInText = 0;

  constructor(bytes: Buffer, delimiter: Buffer) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#mark = isAscii(delimiter) ? delimiter.toString('latin1') : undefined;
  }

  /** Whether it is the text of these bytes, between these delimiters. */
  isOf(bytes: Buffer, delimiter: Buffer): boolean {
    return bytes === this.#bytes && delimiter === this.#delimiter;
  }

  /** The text of the bytes from `start` to `end`, where the next delimiter is. */
  slice(start: number, end: number): string {
    if (end > this.#end || (start !== this.#next && !this.#isAscii)) this.#decode(start, end);
    if (this.#text === undefined) return this.#bytes.toString('utf8', start, end);
    if (this.#isAscii) return this.#text.slice(start - this.#first, end - this.#first);
    const from = this.#nextInText;
    const to = this.#text.indexOf(this.#mark as string, from);
    if (to < 0) return this.#bytes.toString('utf8', start, end);
    this.#next = end + this.#delimiter.length;
    this.#nextInText = to + this.#delimiter.length;
    return this.#text.slice(from, to);
  }

  #decode(start: number, end: number): void {
    const bytes = this.#bytes;
    const until = Math.max(end, Math.min(start + MOST, bytes.length));
    this.#first = start;
    this.#next = start;
    this.#nextInText = 0;
    this.#isAscii = true;
    this.#end = until;
    this.#text = undefined;
    if (until - end < end - start) {
      this.#end = end; // a line by itself, as in a dialogue
    } else if (isAscii(bytes.subarray(start, until))) {
      this.#text = bytes.toString('latin1', start, until);
    } else if (this.#mark !== undefined) {
      this.#isAscii = false;
      this.#text = bytes.toString('utf8', start, until);
    }
  }
}
