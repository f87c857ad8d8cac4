/**
 * Bytes in pieces of any size, and protocols that are given them.
 */
import fc from 'fast-check';
import type { Protocol } from 'interloop';
import { StringTransport } from 'interloop/testing';

/** Cuts bytes into pieces of these sizes, again and again from the first one; 0 gives an empty piece. */
export function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Sizes for {@link cut}, of which one at least is not 0. */
export const sizes: fc.Arbitrary<number[]> = fc
  .array(fc.oneof(fc.nat(3), fc.nat(40)), { minLength: 1, maxLength: 12 })
  .filter((all) => all.some((size) => size > 0));

/** Bytes made of these words, so that what a format is made of is not left to chance alone. */
export function bytesOf(...words: readonly (string | Uint8Array)[]): fc.Arbitrary<Buffer> {
  const word = fc.oneof(fc.constantFrom(...words.map((each) => Buffer.from(each))), fc.uint8Array({ maxLength: 6 }));
  return fc.array(word, { maxLength: 60, size: 'max' }).map((all) => Buffer.concat(all));
}

export function connect<P extends Protocol>(protocol: P): { protocol: P; transport: StringTransport } {
  const transport = new StringTransport();
  protocol.makeConnection(transport);
  return { protocol, transport };
}

/** Gives a protocol its pieces, each in memory of its own that is not shared; a transport gives nothing after its end. */
export function feed(protocol: Protocol, pieces: readonly Buffer[]): void {
  for (const piece of pieces) if (!protocol.transport.disconnecting) protocol.dataReceived(Buffer.from(piece));
}
