/**
 * Receivers of lines, apart from how bytes are cut: that is in chunking.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineOnlyReceiver, LineReceiver, Protocol } from 'interloop';
import { memoryPair } from 'interloop/testing';
import { seed } from '../../support/seed.ts';
import { logged } from '../../tasklets/logged.ts';
import { bytesOf, connect, cut, sizes } from './chunks.ts';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };

/** Remembers its lines and raw bytes; `on` is what it does when it gets one of them. */
class Lines extends LineReceiver {
  readonly told: string[] = [];
  on: Readonly<Record<string, () => void>> = {};
  override lineReceived(line: Buffer): void {
    this.told.push(String(line));
    this.on[String(line)]?.();
  }
  override rawDataReceived(data: Buffer): void {
    this.told.push(`raw ${data}`);
    this.on[`raw ${data}`]?.();
  }
}

function linesThat(on: (lines: Lines) => Readonly<Record<string, () => void>>) {
  const lines = new Lines();
  lines.on = on(lines);
  return { lines, receive: (text: string) => lines.dataReceived(Buffer.from(text)), ...connect(lines) };
}

for (const Base of [LineOnlyReceiver, LineReceiver]) {
  test(`${Base.name}: what was not received to its end is no line`, () => {
    const { protocol } = connect(new Base());
    protocol.lineReceived = () => assert.fail();
    protocol.dataReceived(Buffer.from('no end'));
    protocol.dataReceived(Buffer.from('\r'));
  });

  test(`${Base.name}: lines behind one that has ended the connection are dropped`, () => {
    const { protocol, transport } = connect(new Base());
    const told: string[] = [];
    protocol.lineReceived = (line) => {
      told.push(String(line));
      transport.loseConnection();
    };
    protocol.dataReceived(Buffer.from('QUIT\r\nDELETE everything\r\nDEL'));
    protocol.dataReceived(Buffer.from('ETE\r\n'));
    assert.deepEqual(told, ['QUIT']);
  });

  test(`${Base.name}: a line that is too long ends the connection as soon as that is certain`, () => {
    const { protocol, transport } = connect(new Base());
    protocol.maxLength = 5;
    const told: string[] = [];
    protocol.lineReceived = (line) => told.push(String(line));
    protocol.dataReceived(Buffer.from('12345\r\n12345\r'));
    assert.equal(transport.disconnecting, false);
    protocol.dataReceived(Buffer.from('\r'));
    assert.deepEqual([told, transport.disconnecting], [['12345'], true]);
  });

  test(`${Base.name}: a protocol that stays connected goes on behind a line that was too long`, () => {
    const { protocol } = connect(new Base());
    protocol.maxLength = 3;
    const told: string[] = [];
    protocol.lineReceived = (line) => told.push(String(line));
    protocol.lineLengthExceeded = (start) => told.push(`${start}...`);
    protocol.dataReceived(Buffer.from('123\r\n1234\r\n12'));
    protocol.dataReceived(Buffer.from('345'));
    protocol.dataReceived(Buffer.from('678\r'));
    protocol.dataReceived(Buffer.from('\n123\r\n'));
    assert.deepEqual(told, ['123', '123...', '123...', '123']);
  });

  test(`${Base.name}: a line of 1 GiB is refused, or dropped, without being kept`, { timeout: 60_000 }, () => {
    const { protocol } = connect(new Base());
    const starts: number[] = [];
    protocol.lineLengthExceeded = (start) => starts.push(start.length);
    const piece = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2 ** 30 / piece.length; i++) protocol.dataReceived(piece);
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 29);
    assert.deepEqual(starts, [16_384]);
    const lines: string[] = [];
    protocol.lineReceived = (line) => lines.push(String(line));
    protocol.dataReceived(Buffer.from('\r\nshort\r\n'));
    assert.deepEqual(lines, ['short']);
  });

  test(`${Base.name}: a line of 1 MiB that comes byte by byte is found in linear time`, { timeout: 60_000 }, () => {
    const { protocol } = connect(new Base());
    protocol.maxLength = 2 ** 21;
    let length = 0;
    protocol.lineReceived = (line) => {
      length = line.length;
    };
    const byte = Buffer.from('\r');
    for (let i = 0; i < 2 ** 20; i++) protocol.dataReceived(byte);
    protocol.dataReceived(Buffer.from('\r\n'));
    assert.equal(length, 2 ** 20);
  });

  test(`${Base.name}: a line is a Buffer like any other`, () => {
    const { protocol } = connect(new Base());
    const lines: Buffer[] = [];
    protocol.lineReceived = (line) => lines.push(line);
    for (const piece of ['on', 'e\r\ntwo\r\n', 'three\r\n']) protocol.dataReceived(Buffer.from(piece));
    assert.deepEqual(
      lines,
      ['one', 'two', 'three'].map((line) => Buffer.from(line)),
    );
  });

  test(`${Base.name}: a line that is kept stays as it is`, () => {
    const check = (bytes: Buffer, pieces: number[]) => {
      const { protocol } = connect(new Base());
      const kept: Buffer[] = [];
      protocol.lineReceived = (line) => kept.push(line);
      for (const piece of cut(bytes, pieces)) protocol.dataReceived(piece);
      assert.deepEqual(kept.map(String), String(bytes).split('\r\n').slice(0, -1));
    };
    const words = bytesOf('\r\n', 'x\r\n', 'word', 'y'.repeat(30)).map((bytes) =>
      Buffer.from(bytes.map((byte) => byte & 127)),
    );
    fc.assert(fc.property(words, sizes, check), { seed, numRuns: 500 });
  });

  test(`${Base.name}: the delimiter may change from line to line`, () => {
    const { protocol } = connect(new Base());
    const told: string[] = [];
    protocol.lineReceived = (line) => {
      told.push(String(line));
      protocol.delimiter = Buffer.from(';');
    };
    protocol.dataReceived(Buffer.from('a;b\r\nc;d\r\n;e'));
    assert.deepEqual(told, ['a;b', 'c', 'd\r\n']);
    protocol.delimiter = Buffer.from('e');
    protocol.dataReceived(Buffer.from('f'));
    assert.deepEqual(told.slice(3), ['']);
  });

  test(`${Base.name}: a delimiter without a byte is refused`, () => {
    for (const wrong of [Buffer.alloc(0), '', '\n', undefined]) {
      const { protocol } = connect(new Base());
      protocol.delimiter = wrong as Buffer;
      assert.throws(() => protocol.dataReceived(Buffer.from('x')), invalid);
    }
  });

  test(`${Base.name}: sendLine() adds the delimiter, in one write`, () => {
    const { protocol, transport } = connect(new Base());
    const writes: string[] = [];
    transport.write = (data) => writes.push(String(data));
    protocol.sendLine('ü');
    protocol.sendLine(new Uint8Array([65, 66]));
    protocol.delimiter = Buffer.from('\0');
    protocol.sendLine('');
    assert.deepEqual(writes, ['ü\r\n', 'AB\r\n', '\0']);
    for (const wrong of [1, null, undefined, {}, [65]])
      assert.throws(() => protocol.sendLine(wrong as string), invalid);
  });
}

test('setRawMode() in a line takes what follows it, and setLineMode() gives back what is too much', () => {
  const { lines, receive } = linesThat((lines) => ({
    raw: () => lines.setRawMode(),
    'raw 123 and\r\nmore\r\n': () => lines.setLineMode(Buffer.from('and\r\nmore\r\n')),
  }));
  receive('first\r\nraw\r\n123 and\r\nmore\r\n');
  assert.deepEqual(lines.told, ['first', 'raw', 'raw 123 and\r\nmore\r\n', 'and', 'more']);
});

test('setRawMode() outside of a line takes what has come in of a line', () => {
  const { lines, receive } = linesThat(() => ({}));
  receive('half a');
  lines.setRawMode();
  receive(' line\r\n');
  assert.deepEqual(lines.told, ['raw half a line\r\n']);
});

test('setLineMode() outside of a call of the transport hands out lines at once', () => {
  const { lines, receive } = linesThat(() => ({}));
  lines.setRawMode();
  receive('bytes');
  lines.setLineMode(Buffer.from('one\r\ntwo\r\nthr'));
  receive('ee\r\n');
  assert.deepEqual(lines.told, ['raw bytes', 'one', 'two', 'three']);
});

test('setLineMode() puts its bytes before those that wait already', () => {
  const { lines, receive } = linesThat((lines) => ({ 'raw first': () => lines.pauseProducing() }));
  lines.setRawMode();
  receive('first');
  receive('rd\r\n');
  lines.setLineMode(Buffer.from('thi'));
  assert.deepEqual(lines.told, ['raw first']);
  lines.resumeProducing();
  assert.deepEqual(lines.told, ['raw first', 'third']);
});

test('clearLineBuffer() returns what has come in and forgets it', () => {
  const { lines, receive } = linesThat((lines) => ({
    clear: () => lines.told.push(`cleared ${lines.clearLineBuffer()}`),
  }));
  receive('one\r\nclear\r\ntwo\r\nthree\r\nfo');
  assert.deepEqual(lines.told, ['one', 'clear', 'cleared two\r\nthree\r\nfo']);
  receive('five\r\nsi');
  assert.equal(String(lines.clearLineBuffer()), 'si');
  receive('\r\n');
  assert.deepEqual(lines.told.slice(3), ['five', '']);
  assert.equal(lines.clearLineBuffer().length, 0);
});

test('raw mode may be chosen when a line is too long: it gets what follows the start that was told', () => {
  const { lines, receive } = linesThat(() => ({}));
  lines.maxLength = 4;
  lines.lineLengthExceeded = (start) => {
    lines.told.push(`exceeded ${start}`);
    lines.setRawMode();
  };
  receive('ok\r\n123456789\r\nx');
  assert.deepEqual(lines.told, ['ok', 'exceeded 1234', 'raw 56789\r\nx']);
});

test('a paused receiver keeps what comes in, and goes on with it when it is resumed', () => {
  const { lines, receive, transport } = linesThat((lines) => ({ stop: () => lines.pauseProducing() }));
  receive('one\r\nstop\r\ntwo\r\nstop\r\nthr');
  assert.deepEqual([lines.paused, transport.producerState], [true, 'paused']);
  receive('ee\r\nfour\r\n');
  assert.deepEqual(lines.told, ['one', 'stop']);
  lines.resumeProducing();
  assert.deepEqual([lines.paused, transport.producerState], [true, 'paused']);
  lines.resumeProducing();
  assert.deepEqual(lines.told, ['one', 'stop', 'two', 'stop', 'three', 'four']);
  assert.deepEqual([lines.paused, transport.producerState], [false, 'producing']);
});

test('pausing and resuming in the same line changes nothing', () => {
  const { lines, receive } = linesThat((lines) => ({
    both: () => {
      lines.pauseProducing();
      lines.resumeProducing();
    },
  }));
  receive('both\r\nboth\r\nlast\r\n');
  assert.deepEqual(lines.told, ['both', 'both', 'last']);
});

test('a receiver that is resumed after the end of the connection says nothing', () => {
  const { lines, receive, transport } = linesThat((lines) => ({ stop: () => lines.pauseProducing() }));
  receive('stop\r\ntoo late\r\n');
  transport.abortConnection();
  lines.resumeProducing();
  assert.deepEqual(lines.told, ['stop']);
});

test('what stands behind a line that has ended the connection is not kept', () => {
  const { lines, receive, transport } = linesThat(() => ({ end: () => transport.loseConnection() }));
  receive('end\r\nmore\r\n');
  assert.equal(lines.clearLineBuffer().length, 0);
});

test('stopProducing() ends the connection', () => {
  const { lines, receive, transport } = linesThat((lines) => ({ end: () => lines.stopProducing() }));
  receive('end\r\nmore\r\n');
  assert.deepEqual([lines.told, transport.producerState, transport.disconnecting], [['end'], 'stopped', true]);
});

test('bytes that come in while a line is received stand behind those that are there', () => {
  const { lines, receive } = linesThat((lines) => ({
    inject: () => {
      lines.dataReceived(Buffer.from('inject again\r\n'));
      lines.told.push('injected');
    },
  }));
  receive('inject\r\nnext\r\n');
  assert.deepEqual(lines.told, ['inject', 'injected', 'next', 'inject again']);
});

test('what lineReceived() throws comes out of dataReceived(), and the next lines can be received', () => {
  const { lines, receive } = linesThat(() => ({ bad: () => assert.fail('bad line') }));
  assert.throws(() => receive('bad\r\none\r\n'), { message: 'bad line' });
  receive('two\r\n');
  assert.deepEqual(lines.told, ['bad', 'one', 'two']);
});

test('what lineReceived() throws when nobody calls from the transport is logged, and ends the connection', () => {
  const errors = logged();
  const { lines, receive, transport } = linesThat(() => ({ bad: () => assert.fail('bad line') }));
  lines.pauseProducing();
  receive('bad\r\none\r\n');
  lines.resumeProducing();
  assert.deepEqual([lines.told, transport.aborted], [['bad'], true]);
  assert.deepEqual(
    errors().map(([why, error]) => [why, (error as Error).message]),
    [['while calling dataReceived of Lines', 'bad line']],
  );
});

test('a receiver is a producer for another transport, and waits when that has too much', () => {
  const { clock, client: sink } = memoryPair(new Protocol(), new Protocol());
  const { lines, receive, transport } = linesThat(() => ({}));
  lines.lineReceived = (line) => sink.write(line);
  sink.registerProducer(lines, true);
  for (let i = 0; i < 40; i++) receive(`${'x'.repeat(10_000)}\r\n`);
  assert.equal(transport.producerState, 'paused');
  clock.advance(0);
  assert.equal(transport.producerState, 'producing');
});
