/**
 * Receivers of strings, apart from how bytes are cut: that is in chunking.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Int8StringReceiver, Int16StringReceiver, Int32StringReceiver, NetstringReceiver } from 'interloop';
import { connect } from './chunks.ts';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const WRONG = [1, null, undefined, {}, [65]] as unknown as string[];

test('sendString() of a NetstringReceiver counts bytes, and writes once', () => {
  const { protocol, transport } = connect(new NetstringReceiver());
  const writes: string[] = [];
  transport.write = (data) => writes.push(String(data));
  protocol.sendString('');
  protocol.sendString('üü');
  protocol.sendString(new Uint8Array([65]));
  assert.deepEqual(writes, ['0:,', '4:üü,', '1:A,']);
  for (const wrong of WRONG) assert.throws(() => protocol.sendString(wrong), invalid);
});

const FAULTS = {
  hello:
    'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: the byte 104 stands where its length should',
  ':,': 'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: the byte 58 stands where its length should',
  '-1:,':
    'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: the byte 45 stands where its length should',
  '03:abc,': 'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: its length begins with a zero',
  '3:abcd,':
    'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: there is no comma behind a string of 3 bytes',
  '100000': 'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: it is longer than 99999 bytes',
  '99999999999999999999999':
    'ERR_INTERLOOP_NETSTRING_PARSE: The other side has sent no netstring: it is longer than 99999 bytes',
};

for (const [sent, fault] of Object.entries(FAULTS)) {
  test(`a NetstringReceiver that gets ${sent} ends the connection and tells why`, () => {
    const { protocol, transport } = connect(new NetstringReceiver());
    const told: string[] = [];
    protocol.stringReceived = (string) => told.push(String(string));
    protocol.dataReceived(Buffer.from(`2:ok,${sent},2:no,`));
    assert.deepEqual([told, transport.disconnecting], [['ok'], true]);
    assert.equal(`${protocol.brokenPeer?.code}: ${protocol.brokenPeer?.message}`, fault);
  });
}

test('a netstring without a limit is still no endless number', () => {
  const { protocol, transport } = connect(new NetstringReceiver());
  protocol.maxLength = Number.POSITIVE_INFINITY;
  protocol.dataReceived(Buffer.from('9'.repeat(20)));
  assert.equal(transport.disconnecting, true);
});

test('a netstring of 99999 bytes is received', () => {
  const { protocol } = connect(new NetstringReceiver());
  let length = 0;
  protocol.stringReceived = (string) => {
    length = string.length;
  };
  protocol.dataReceived(Buffer.from(`99999:${'x'.repeat(99_999)},`));
  assert.equal(length, 99_999);
});

test('a NetstringReceiver that is paused goes on when it is resumed', () => {
  const { protocol } = connect(new NetstringReceiver());
  const told: string[] = [];
  protocol.stringReceived = (string) => {
    told.push(String(string));
    protocol.pauseProducing();
  };
  protocol.dataReceived(Buffer.from('1:a,1:b,'));
  assert.deepEqual(told, ['a']);
  protocol.resumeProducing();
  assert.deepEqual(told, ['a', 'b']);
});

for (const [Class, prefix, most] of [
  [Int8StringReceiver, [5], 255],
  [Int16StringReceiver, [0, 5], 65_535],
  [Int32StringReceiver, [0, 0, 0, 5], undefined],
] as const) {
  test(`sendString() of an ${Class.name} writes the length and the string at once`, () => {
    const { protocol, transport } = connect(new Class());
    let writes = 0;
    const { write } = transport;
    transport.write = (data) => {
      writes++;
      write.call(transport, data);
    };
    protocol.sendString('hällo'.slice(0, 4));
    assert.deepEqual([transport.value(), writes], [Buffer.from([...prefix, ...Buffer.from('häll')]), 1]);
    for (const wrong of WRONG) assert.throws(() => protocol.sendString(wrong), invalid);
  });

  test(`an ${Class.name} receives strings until one has ended the connection`, () => {
    const { protocol, transport } = connect(new Class());
    const told: string[] = [];
    protocol.stringReceived = (string) => {
      told.push(String(string));
      if (String(string) === 'quit!') transport.loseConnection();
    };
    const message = (text: string) => [...prefix, ...Buffer.from(text)];
    protocol.dataReceived(Buffer.from([...message('hello'), ...message('quit!'), ...message('more!')]));
    assert.deepEqual(told, ['hello', 'quit!']);
  });

  test(`an ${Class.name} refuses strings over its limit before they have come in`, () => {
    const { protocol, transport } = connect(new Class());
    protocol.maxLength = 4;
    protocol.stringReceived = () => assert.fail();
    protocol.dataReceived(Buffer.from(prefix));
    assert.equal(transport.disconnecting, true);
  });

  if (most !== undefined) {
    test(`sendString() of an ${Class.name} refuses more than ${most} bytes`, () => {
      const { protocol, transport } = connect(new Class());
      protocol.sendString(Buffer.alloc(most));
      assert.equal(transport.value().length, prefix.length + most);
      assert.throws(() => protocol.sendString(Buffer.alloc(most + 1)), {
        code: 'ERR_INTERLOOP_STRING_TOO_LONG',
        message: `Cannot send ${most + 1} bytes as one string, whose length must be at most ${most}; send several, or use a longer prefix`,
      });
    });
  }
}

test('an Int32StringReceiver that stays connected drops a string of 1 GiB without keeping it', {
  timeout: 60_000,
}, () => {
  const { protocol } = connect(new Int32StringReceiver());
  const told: (number | string)[] = [];
  protocol.lengthLimitExceeded = (length) => told.push(length);
  protocol.stringReceived = (string) => told.push(String(string));
  const piece = Buffer.alloc(65_536);
  const before = process.memoryUsage().arrayBuffers;
  protocol.dataReceived(Buffer.from([0x40, 0, 0, 0]));
  for (let i = 0; i < 2 ** 30 / piece.length; i++) protocol.dataReceived(piece);
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 29);
  protocol.dataReceived(Buffer.from([0, 0, 0, 1, 65]));
  assert.deepEqual(told, [2 ** 30, 'A']);
});

test('a string of 1 MiB that comes byte by byte is received in linear time', { timeout: 60_000 }, () => {
  const { protocol } = connect(new Int32StringReceiver());
  protocol.maxLength = 2 ** 21;
  let length = 0;
  protocol.stringReceived = (string) => {
    length = string.length;
  };
  protocol.dataReceived(Buffer.from([0, 0x10, 0, 0]));
  const byte = Buffer.from('x');
  for (let i = 0; i < 2 ** 20; i++) protocol.dataReceived(byte);
  assert.equal(length, 2 ** 20);
});

test('a sender that announces much and sends little takes little memory', () => {
  const { protocol } = connect(new Int32StringReceiver());
  protocol.maxLength = 2 ** 32;
  const before = process.memoryUsage().arrayBuffers;
  protocol.dataReceived(Buffer.from([0xff, 0xff, 0xff, 0xff, 1]));
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 20);
});
