/**
 * What was received and not read yet.
 *
 * Messages are handed out as views, for a copy would cost more than finding their end does. So nothing may ever be written where
 * a view has been handed out: pieces are added behind what is there, and what is grown out of is left alone.
 *
 * - The usual piece comes when nothing is unread. It is taken as it is.
 * - Else it is copied behind what is unread, into a buffer that doubles when a message comes in many pieces. A message of n
 *   bytes costs O(n), however small the pieces are. Kept as a list they would cost an object each, and a search
 *   over the borders of pieces.
 * - `settle()` lets go of what was read, as soon as that is more than what is not. A connection that is idle
 *   holds less than twice the bytes that it waits to see the end of, not all of the last piece.
 */

import { PieceText } from './piece-text.ts';

const NOTHING = Buffer.alloc(0);

type BufferClass = new (memory: ArrayBufferLike, byteOffset: number, length: number) => Buffer;

/**
 * The class of Buffers, which `Buffer` itself is not. `subarray()` would ask for the memory behind a Buffer each time, and that
 * takes longer than all else that is done for a short line.
 */
const View = (Buffer as unknown as Record<symbol, BufferClass>)[Symbol.species] as BufferClass;

export class Unread {
  /** Bytes up to `#start` were read, those behind it are unread. */
  #bytes: Buffer = NOTHING;
  #start = 0;
  /** The memory that they are in, ... */
  #memory: ArrayBufferLike = NOTHING.buffer;
  /** ... and where. */
  #byteOffset = 0;
  /** The whole buffer that `#bytes` is the front of, if it is our own and has room behind. */
  #room: Buffer = NOTHING;
  /** What was decoded of `#bytes`, if that was asked for. */
  #text: PieceText | undefined;

  get length(): number {
    return this.#bytes.length - this.#start;
  }

  append(piece: Buffer): void {
    const { length } = this;
    if (length === 0) this.#hold(piece);
    else if (piece.length > 0) {
      const end = this.#bytes.length;
      if (end + piece.length <= this.#room.length) {
        piece.copy(this.#room, end);
        this.#bytes = new View(this.#memory, this.#byteOffset, end + piece.length);
      } else this.#grow(piece);
    }
  }

  /** Puts back what was taken last. */
  prepend(piece: Buffer): void {
    this.#hold(this.length === 0 ? piece : Buffer.concat([piece, this.take(this.length)]));
  }

  /** The next `count` bytes, which are read now; there must be as many. */
  take(count: number): Buffer {
    const start = this.#start;
    this.#start = start + count;
    return new View(this.#memory, this.#byteOffset + start, count);
  }

  /** Reads `count` bytes and forgets them. */
  drop(count: number): void {
    this.#start += count;
  }

  at(index: number): number {
    return this.#bytes[this.#start + index] as number;
  }

  /** The number in the next 1 to 6 bytes, the highest first; they stay unread. */
  peekUInt(byteLength: number): number {
    return this.#bytes.readUIntBE(this.#start, byteLength);
  }

  /** The bytes before the pattern, which are read now and so is the pattern; nothing if they do not end or are more than `most`. */
  takeUntil(pattern: Buffer, from: number, most: number): Buffer | undefined {
    const length = this.indexOf(pattern, from);
    if (length < 0 || length > most) return undefined;
    const start = this.#start;
    this.#start = start + length + pattern.length;
    return new View(this.#memory, this.#byteOffset + start, length);
  }

  /** The same as {@link takeUntil}, as text. */
  takeTextUntil(pattern: Buffer, from: number, most: number): string | undefined {
    const length = this.indexOf(pattern, from);
    if (length < 0 || length > most) return undefined;
    const start = this.#start;
    this.#start = start + length + pattern.length;
    if (!this.#text?.isOf(this.#bytes, pattern)) this.#text = new PieceText(this.#bytes, pattern);
    return this.#text.slice(start, start + length);
  }

  /** Where the pattern begins, which it does not before `from`; -1 if it does not at all. */
  indexOf(pattern: Buffer, from: number): number {
    const bytes = this.#bytes;
    const start = this.#start;
    const last = pattern.length - 1;
    const lastByte = pattern[last] as number;
    let at = start + from + last;
    for (;;) {
      at = bytes.indexOf(lastByte, at);
      if (at < 0) return -1;
      if (isBefore(pattern, last, bytes, at)) return at - last - start;
      at++;
    }
  }

  /** To be called when nothing more can be read for now. */
  settle(): void {
    const { length } = this;
    if (length === 0) this.#hold(NOTHING);
    else if (this.#start > length) this.#hold(Buffer.from(this.take(length)));
  }

  #hold(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#room = NOTHING;
    this.#text = undefined;
    this.#start = 0;
    this.#memory = bytes.buffer;
    this.#byteOffset = bytes.byteOffset;
  }

  #grow(piece: Buffer): void {
    const { length } = this;
    const needed = length + piece.length;
    const room = Buffer.allocUnsafe(length < piece.length ? needed : 2 * needed);
    this.#bytes.copy(room, 0, this.#start);
    piece.copy(room, length);
    this.#hold(room.subarray(0, needed));
    this.#room = room;
  }
}

/** Whether the first `count` bytes of a pattern are those just before `end`. */
function isBefore(pattern: Buffer, count: number, bytes: Buffer, end: number): boolean {
  for (let i = 0; i < count; i++) if (bytes[end - count + i] !== pattern[i]) return false;
  return true;
}
