/**
 * Receivers find in the same chunks what those of Twisted find.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  LineReceiver,
  NetstringReceiver,
  type Protocol,
} from 'interloop';
import { seed } from '../../support/seed.ts';
import { tracesOfTwisted } from '../../support/twisted.ts';
import { bytesOf, connect, cut, feed, sizes } from './chunks.ts';

const MOST = 12;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

class Lines extends LineReceiver {
  readonly trace: string[] = [];
  override maxLength = MOST;
  override lineReceived(line: Buffer): void {
    this.trace.push(`line ${hex(line)}`);
  }
  override lineLengthExceeded(start: Buffer): void {
    this.trace.push('exceeded');
    super.lineLengthExceeded(start);
  }
}

class Netstrings extends NetstringReceiver {
  readonly trace: string[] = [];
  override maxLength = MOST;
  override stringReceived(string: Buffer): void {
    this.trace.push(`string ${hex(string)}`);
  }
}

function strings(
  receiver: Int8StringReceiver | Int16StringReceiver | Int32StringReceiver,
): Protocol & { trace: string[] } {
  const trace: string[] = [];
  const { lengthLimitExceeded } = receiver;
  receiver.maxLength = MOST;
  receiver.stringReceived = (string) => trace.push(`string ${hex(string)}`);
  receiver.lengthLimitExceeded = (length) => {
    trace.push(`exceeded ${length}`);
    lengthLimitExceeded.call(receiver, length);
  };
  return Object.assign(receiver, { trace });
}

const KINDS: Readonly<Record<string, () => Protocol & { trace: string[] }>> = {
  LineReceiver: () => new Lines(),
  NetstringReceiver: () => new Netstrings(),
  Int8StringReceiver: () => strings(new Int8StringReceiver()),
  Int16StringReceiver: () => strings(new Int16StringReceiver()),
  Int32StringReceiver: () => strings(new Int32StringReceiver()),
};

const full = 'x'.repeat(MOST);
const words = [
  '\r\n',
  '\r',
  'a line\r\n',
  full,
  '0:,',
  '3:abc,',
  `${MOST}:${full},`,
  '01:a,',
  '13:',
  '\0',
  '\0\0',
  '\0\0\0\x03abc',
  '\x02',
];

test('receivers find what those of Twisted find', (t) => {
  const program = fc.tuple(fc.constantFrom(...Object.keys(KINDS)), bytesOf(...words), sizes);
  const programs = fc
    .sample(program, { seed, numRuns: 3000 })
    .map(([kind, bytes, pieces]) => [kind, MOST, cut(bytes, pieces).map(hex)] as const);
  const traces = tracesOfTwisted(t, 'net/protocols/peers/receivers.py', programs);
  if (!traces) return;
  for (const [i, [kind, , chunks]] of programs.entries()) {
    const receiver = KINDS[kind]!();
    const { transport } = connect(receiver);
    feed(
      receiver,
      chunks.map((chunk) => Buffer.from(chunk, 'hex')),
    );
    if (transport.disconnecting) receiver.trace.push('lost');
    assert.deepEqual(receiver.trace, traces[i], JSON.stringify(programs[i]));
  }
});
