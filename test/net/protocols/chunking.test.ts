/**
 * Any chunking of any bytes gives the same messages: those that a parser finds that has all of the bytes at once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  type Protocol,
  type ProtocolState,
  StatefulProtocol,
} from 'interloop';
import { memoryPair } from 'interloop/testing';
import { seed } from '../../support/seed.ts';
import { bytesOf, connect, cut, feed, sizes } from './chunks.ts';

const MOST = 12;
const RUNS = { seed, numRuns: 2000 };

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Gives a protocol these bytes in these pieces. */
function receive(protocol: Protocol, bytes: Buffer, pieces: readonly number[]): void {
  connect(protocol);
  feed(protocol, cut(bytes, pieces));
}

/** What a receiver of lines tells. A patient one goes on after a line that is too long. */
function linesOf(receiver: LineOnlyReceiver, isPatient = false): string[] {
  const told: string[] = [];
  const { lineLengthExceeded } = receiver;
  receiver.maxLength = MOST;
  receiver.lineReceived = (line) => told.push(`line ${text(line)}`);
  receiver.lineLengthExceeded = (start) => {
    told.push(`exceeded ${text(start)}`);
    if (!isPatient) lineLengthExceeded.call(receiver, start);
  };
  return told;
}

/** Lines are what stands between delimiters; what stands behind the last one is told if it is too long in any case. */
function expectedLines(bytes: Buffer, delimiter: Buffer, isPatient: boolean): string[] {
  const all = text(bytes).split(text(delimiter));
  const messages = all.map((line, i) => {
    if (i < all.length - 1) return line.length > MOST ? `exceeded ${line.slice(0, MOST)}` : `line ${line}`;
    return line.length >= MOST + delimiter.length ? `exceeded ${line.slice(0, MOST)}` : '';
  });
  const end = isPatient ? -1 : messages.findIndex((message) => message.startsWith('exceeded'));
  return messages.slice(0, end < 0 ? undefined : end + 1).filter((message) => message !== '');
}

const delimiters = fc.constantFrom('\r\n', '\n', 'aa', 'aab', '--boundary--').map((each) => Buffer.from(each));
const withLines = bytesOf('\r\n', '\r', '\n', 'a', 'aab', 'b', '--', '--boundary--', 'a line', 'x'.repeat(MOST));

for (const Base of [LineOnlyReceiver, LineReceiver]) {
  test(`a ${Base.name} finds the same lines in any chunking`, () => {
    const check = (bytes: Buffer, pieces: number[], delimiter: Buffer, isPatient: boolean) => {
      const receiver = new Base();
      receiver.delimiter = delimiter;
      const told = linesOf(receiver, isPatient);
      receive(receiver, bytes, pieces);
      assert.deepEqual(told, expectedLines(bytes, delimiter, isPatient));
    };
    fc.assert(fc.property(withLines, sizes, delimiters, fc.boolean(), check), RUNS);
  });
}

const asText = fc
  .constantFrom('\n', '\r\n', 'aa', 'ü', '漢', '\xff')
  .map((each) => Buffer.from(each, each === '\xff' ? 'latin1' : 'utf8'));
const withText = bytesOf(
  '\n',
  '\r\n',
  'a',
  'aab',
  'plain',
  'ü',
  '漢字',
  '😀',
  Buffer.from([0xe6, 0xbc]),
  Buffer.from([0xff]),
);

test('lines as text are those that each line would be by itself, in any chunking, with pauses and raw bytes between', () => {
  const check = (bytes: Buffer, pieces: number[], delimiter: Buffer, pauseAt: number, rawAt: number) => {
    const receive = (isText: boolean) => {
      const told: string[] = [];
      const receiver = new LineReceiver();
      const tell = (line: string) => {
        told.push(line);
        if (told.length === pauseAt) receiver.pauseProducing();
        if (told.length === rawAt) receiver.setRawMode();
      };
      receiver.delimiter = delimiter;
      receiver.maxLength = 40;
      receiver.lineLengthExceeded = (start) => told.push(`exceeded ${start}`);
      receiver.rawDataReceived = (data) => {
        told.push(`raw ${data.subarray(0, 3)}`);
        receiver.setLineMode(data.subarray(3));
      };
      if (isText) receiver.textReceived = tell;
      else receiver.lineReceived = (line) => tell(line.toString());
      connect(receiver);
      for (const piece of cut(bytes, pieces)) {
        receiver.dataReceived(Buffer.from(piece));
        if (receiver.paused) receiver.resumeProducing();
      }
      return told;
    };
    assert.deepEqual(receive(true), receive(false));
  };
  fc.assert(fc.property(withText, sizes, asText, fc.nat(9), fc.nat(9), check), RUNS);
});

test('lines as text in more bytes than are decoded at once', () => {
  for (const letter of ['x', 'ü', '漢']) {
    const lines = Array.from({ length: 20_000 }, (_, i) => `${letter.repeat(i % 23)} ${i}`);
    const receiver = new LineOnlyReceiver();
    const told: string[] = [];
    receiver.textReceived = (line) => told.push(line);
    connect(receiver).protocol.dataReceived(Buffer.from(`${lines.join('\r\n')}\r\n`));
    assert.deepEqual(told, lines);
  }
});

function netstringsOf(receiver: NetstringReceiver): string[] {
  const told: string[] = [];
  receiver.maxLength = MOST;
  receiver.stringReceived = (string) => told.push(`string ${text(string)}`);
  return told;
}

/** One regular expression that takes a netstring from the front. */
function expectedNetstrings(bytes: Buffer): { told: string[]; isBroken: boolean } {
  const told: string[] = [];
  let rest = text(bytes);
  for (;;) {
    const [head, digits] = /^(0|[1-9]\d?):/.exec(rest) ?? [];
    if (head === undefined) return { told, isBroken: !/^(|0|[1-9]|1[0-2])$/.test(rest) };
    const length = Number(digits);
    if (length > MOST) return { told, isBroken: true };
    const end = head.length + length;
    if (rest.length <= end) return { told, isBroken: false };
    if (rest[end] !== ',') return { told, isBroken: true };
    told.push(`string ${rest.slice(head.length, end)}`);
    rest = rest.slice(end + 1);
  }
}

test('a NetstringReceiver finds the same strings in any chunking, and the same fault', () => {
  const good = ['0:,', '1:a,', '2::,,', '5:12:3,,', `${MOST}:${'x'.repeat(MOST)},`];
  const bad = [
    '00:,',
    '01:a,',
    `${MOST + 1}:${'x'.repeat(MOST + 1)},`,
    '3:abcd,',
    ':',
    ',',
    '-1:,',
    '1',
    '99999999999999999999',
  ];
  const words = fc.array(fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...good) }, fc.constantFrom(...bad)));
  const check = (all: string[], pieces: number[]) => {
    const bytes = Buffer.from(all.join(''));
    const receiver = new NetstringReceiver();
    const told = netstringsOf(receiver);
    receive(receiver, bytes, pieces);
    const { told: expected, isBroken } = expectedNetstrings(bytes);
    assert.deepEqual(told, expected);
    assert.equal(receiver.brokenPeer !== undefined, isBroken);
    assert.equal(receiver.transport.disconnecting, isBroken);
  };
  fc.assert(fc.property(words, sizes, check), RUNS);
});

function stringsOf(
  receiver: Int8StringReceiver | Int16StringReceiver | Int32StringReceiver,
  isPatient = false,
): string[] {
  const told: string[] = [];
  const { lengthLimitExceeded } = receiver;
  receiver.maxLength = MOST;
  receiver.stringReceived = (string) => told.push(`string ${text(string)}`);
  receiver.lengthLimitExceeded = (length) => {
    told.push(`exceeded ${length}`);
    if (!isPatient) lengthLimitExceeded.call(receiver, length);
  };
  return told;
}

function expectedStrings(bytes: Buffer, prefixLength: number, isPatient: boolean): string[] {
  const told: string[] = [];
  for (let at = 0; at + prefixLength <= bytes.length; ) {
    const length = bytes.readUIntBE(at, prefixLength);
    at += prefixLength;
    if (length > MOST) told.push(`exceeded ${length}`);
    else if (at + length <= bytes.length) told.push(`string ${text(bytes.subarray(at, at + length))}`);
    if (length > MOST && !isPatient) break;
    at += length;
  }
  return told;
}

for (const [Base, prefixLength] of [
  [Int8StringReceiver, 1],
  [Int16StringReceiver, 2],
  [Int32StringReceiver, 4],
] as const) {
  test(`an ${Base.name} finds the same strings in any chunking`, () => {
    const zeros = Buffer.alloc(prefixLength - 1);
    const prefixes = [0, 1, 3, MOST, MOST + 1, 30].map((length) => Buffer.from([...zeros, length]));
    const check = (bytes: Buffer, pieces: number[], isPatient: boolean) => {
      const receiver = new Base();
      const told = stringsOf(receiver, isPatient);
      receive(receiver, bytes, pieces);
      assert.deepEqual(told, expectedStrings(bytes, prefixLength, isPatient));
    };
    fc.assert(fc.property(bytesOf(...prefixes, '\0', 'abc'), sizes, fc.boolean(), check), RUNS);
  });
}

/** A length, then as many bytes; an odd length twice, to stay in a state. */
class Stateful extends StatefulProtocol {
  readonly told: string[] = [];
  #again = false;
  getInitialState(): ProtocolState {
    return [this.lengthReceived, 1];
  }
  lengthReceived(data: Buffer): ProtocolState {
    this.#again = data[0]! % 2 === 1;
    return [this.partReceived, data[0]! % 5];
  }
  partReceived(data: Buffer): ProtocolState | undefined {
    this.told.push(text(data));
    if (!this.#again || data.length === 0) return this.getInitialState();
    this.#again = false;
    return undefined;
  }
}

function expectedParts(bytes: Buffer): string[] {
  const told: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at]! % 5;
    const times = bytes[at]! % 2 === 1 && length > 0 ? 2 : 1;
    at++;
    for (let i = 0; i < times; i++) {
      if (at + length > bytes.length) return told;
      told.push(text(bytes.subarray(at, at + length)));
      at += length;
    }
  }
  return told;
}

test('a StatefulProtocol gets the same parts in any chunking', () => {
  const check = (bytes: Buffer, pieces: number[]) => {
    const receiver = new Stateful();
    receive(receiver, bytes, pieces);
    assert.deepEqual(receiver.told, expectedParts(bytes));
  };
  fc.assert(fc.property(bytesOf('\x05', '\x0a', '\x04abcd', '\x03abcabc'), sizes, check), RUNS);
});

/** A line that is a number is followed by so many bytes that are no lines; a line that is `pause` pauses. */
class Upload extends LineReceiver {
  readonly told: string[] = [];
  #left = 0;
  override lineReceived(line: Buffer): void {
    this.told.push(`line ${text(line)}`);
    if (text(line) === 'pause') this.pauseProducing();
    if (!/^[1-9]$/.test(text(line))) return;
    this.#left = Number(line);
    this.setRawMode();
  }
  override rawDataReceived(data: Buffer): void {
    const part = data.subarray(0, this.#left);
    for (const byte of part) this.told.push(`raw ${byte}`);
    this.#left -= part.length;
    if (this.#left === 0) this.setLineMode(data.subarray(part.length));
  }
}

function expectedUpload(bytes: Buffer): string[] {
  const told: string[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return told;
    const line = text(bytes.subarray(at, end));
    told.push(`line ${line}`);
    at = end + 2;
    if (!/^[1-9]$/.test(line)) continue;
    for (const byte of bytes.subarray(at, at + Number(line))) told.push(`raw ${byte}`);
    at += Number(line);
  }
}

test('a LineReceiver may change to raw bytes and back, and pause, at any place in any chunking', () => {
  const check = (bytes: Buffer, pieces: number[]) => {
    const { protocol } = connect(new Upload());
    for (const piece of cut(bytes, pieces)) {
      protocol.dataReceived(piece);
      if (piece.length % 2 === 1) protocol.resumeProducing();
    }
    while (protocol.paused) protocol.resumeProducing();
    assert.deepEqual(protocol.told, expectedUpload(bytes));
  };
  const words = bytesOf('3\r\n', '9\r\n', 'pause\r\n', '\r', '\n', 'a line\r\n', '\r\n');
  fc.assert(fc.property(words, sizes, check), RUNS);
});

/** Two protocols of a kind, and what is sent by the one and told by the other. */
interface Pair {
  readonly receiver: Protocol;
  readonly told: readonly string[];
  readonly sender: Protocol;
  send(message: Buffer): void;
}

const PAIRS: Record<string, () => Pair> = {
  'the lines of LineReceiver': () => {
    const [receiver, sender] = [new LineReceiver(), new LineReceiver()];
    return { receiver, told: linesOf(receiver), sender, send: (message) => sender.sendLine(message) };
  },
  'the strings of NetstringReceiver': () => {
    const [receiver, sender] = [new NetstringReceiver(), new NetstringReceiver()];
    return { receiver, told: netstringsOf(receiver), sender, send: (message) => sender.sendString(message) };
  },
};
for (const Class of [Int8StringReceiver, Int16StringReceiver, Int32StringReceiver]) {
  PAIRS[`the strings of ${Class.name}`] = () => {
    const [receiver, sender] = [new Class(), new Class()];
    return { receiver, told: stringsOf(receiver), sender, send: (message) => sender.sendString(message) };
  };
}

/** What can be sent as one message. */
function messageOf(what: string): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ maxLength: MOST }).filter((bytes) => !what.includes('lines') || !/\r\n/.test(text(bytes)));
}

for (const [what, make] of Object.entries(PAIRS)) {
  test(`${what} are received as they were sent, whatever the connection does to them`, () => {
    const check = (messages: Uint8Array[], least: number, more: number, latency: number, chance: number) => {
      const { receiver, told, sender, send } = make();
      const { clock } = memoryPair(receiver, sender, { chunk: [least, least + more], latency, seed: chance });
      for (const message of messages) {
        send(Buffer.from(message));
        clock.advance(1);
      }
      clock.advance(latency);
      assert.deepEqual(
        told.map((message) => message.replace(/^\w+ /, '')),
        messages.map(text),
      );
    };
    const property = fc.property(
      fc.array(messageOf(what)),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(20),
      fc.nat(3),
      fc.nat(),
      check,
    );
    fc.assert(property, { seed, numRuns: 500 });
  });
}

for (const [what, make] of Object.entries(PAIRS)) {
  test(`${what} are the same to who pauses and goes on at any place, also within a message`, () => {
    const check = (messages: Uint8Array[], pieces: number[], pauses: boolean[]) => {
      const { receiver, told, sender, send } = make();
      const { transport } = connect(sender);
      for (const message of messages) send(Buffer.from(message));
      connect(receiver);
      const pausing = receiver as LineReceiver;
      let at = 0;
      const methods = pausing as unknown as Record<string, (message: Buffer) => void>;
      for (const method of ['lineReceived', 'stringReceived']) {
        const original = methods[method];
        if (!original) continue;
        methods[method] = (message) => {
          assert.equal(pausing.paused, false);
          original.call(receiver, message);
          if (pauses[at++ % pauses.length]) pausing.pauseProducing();
        };
      }
      for (const piece of cut(Buffer.from(transport.value()), pieces)) {
        receiver.dataReceived(Buffer.from(piece));
        if (piece.length % 2 === 1) pausing.resumeProducing();
      }
      while (pausing.paused) pausing.resumeProducing();
      assert.deepEqual(
        told.map((message) => message.replace(/^\w+ /, '')),
        messages.map(text),
      );
    };
    fc.assert(fc.property(fc.array(messageOf(what)), sizes, fc.array(fc.boolean(), { minLength: 1 }), check), RUNS);
  });
}
