import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IPv4Address, UNIXAddress } from 'interloop';
import { StringTransport } from 'interloop/testing';

const producer = () => {
  const calls: string[] = [];
  const tell = (call: string) => () => calls.push(call);
  return { calls, resumeProducing: tell('resume'), pauseProducing: tell('pause'), stopProducing: tell('stop') };
};

test('a StringTransport keeps what is written, whatever it is made of, until it is cleared', () => {
  const transport = new StringTransport();
  transport.write('ü');
  transport.write(new Uint8Array([65]));
  transport.writeSequence(['b', Buffer.from('c')]);
  assert.deepEqual(transport.value(), Buffer.from('üAbc'));
  transport.clear();
  assert.equal(transport.value().length, 0);
  for (const wrong of [1, null, undefined, {}, [65]] as unknown as string[]) {
    assert.throws(() => transport.write(wrong), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test('loseConnection() ends it: nothing is written any more', () => {
  const transport = new StringTransport();
  assert.deepEqual([transport.connected, transport.disconnecting, transport.disconnected], [true, false, false]);
  transport.write('in time');
  transport.loseConnection();
  transport.write('too late');
  assert.equal(String(transport.value()), 'in time');
  assert.deepEqual([transport.connected, transport.disconnecting, transport.disconnected], [false, true, true]);
  assert.equal(transport.aborted, false);
});

test('loseConnection() waits for the producer that is registered', () => {
  const transport = new StringTransport();
  transport.registerProducer(producer(), true);
  transport.loseConnection();
  transport.write('the rest');
  assert.deepEqual([transport.connected, transport.disconnecting], [true, true]);
  transport.unregisterProducer();
  transport.write('too late');
  assert.deepEqual([transport.connected, String(transport.value())], [false, 'the rest']);
});

test('abortConnection() ends it at once, producer or not', () => {
  const transport = new StringTransport();
  transport.registerProducer(producer(), true);
  transport.abortConnection();
  transport.write('too late');
  assert.deepEqual([transport.aborted, transport.disconnecting, transport.disconnected], [true, true, true]);
  assert.equal(transport.value().length, 0);
});

test('loseWriteConnection() ends writing only', () => {
  const transport = new StringTransport();
  transport.loseWriteConnection();
  transport.write('too late');
  assert.deepEqual([transport.halfClosed, transport.connected, transport.value().length], [true, true, 0]);
});

test('the producer is kept and left alone, and there is one at a time', () => {
  const transport = new StringTransport();
  const [first, second] = [producer(), producer()];
  transport.registerProducer(first, false);
  assert.deepEqual([transport.producer, transport.streaming, first.calls], [first, false, []]);
  assert.throws(() => transport.registerProducer(second, true), {
    code: 'ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED',
  });
  transport.unregisterProducer();
  assert.deepEqual([transport.producer, transport.streaming], [undefined, undefined]);
  transport.loseConnection();
  transport.registerProducer(second, true);
  assert.deepEqual([transport.producer, second.calls], [undefined, ['stop']]);
});

test('it remembers what it was told as a producer', () => {
  const transport = new StringTransport();
  const states = [transport.producerState];
  for (const method of ['pauseProducing', 'resumeProducing', 'stopProducing'] as const) {
    transport[method]();
    states.push(transport.producerState);
  }
  assert.deepEqual(states, ['producing', 'paused', 'producing', 'stopped']);
  assert.equal(transport.disconnecting, true);
});

test('it has the addresses that it was given, or made up', () => {
  const peer = new IPv4Address('TCP', '198.51.100.7', 4321);
  const host = new UNIXAddress('/run/test.sock');
  const given = new StringTransport({ peer, host });
  assert.deepEqual([given.getPeer(), given.getHost()], [peer, host]);
  const madeUp = new StringTransport();
  assert.deepEqual([String(madeUp.getPeer()), String(madeUp.getHost())], ['192.0.2.1:54321', '127.0.0.1:8000']);
});

test('the options of TCP can be set', () => {
  const transport = new StringTransport();
  assert.deepEqual([transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [false, false]);
  transport.setTcpNoDelay(true);
  transport.setTcpKeepAlive(true);
  assert.deepEqual([transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [true, true]);
});
