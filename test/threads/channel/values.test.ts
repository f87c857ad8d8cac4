/**
 * What goes through a channel between threads arrives as a structured clone would, and what cannot is refused by name.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { ThreadChannel, transfer } from 'interloop';
import { seed } from '../../support/seed.ts';

function through(value: unknown): unknown {
  const channel = new ThreadChannel({ capacity: 1, memory: 2 ** 20 });
  assert.ok(channel.trySend(value));
  return channel.tryReceive()!.value;
}

test('any value arrives as its structured clone', () => {
  const anything = fc.anything({
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withBigInt: true,
  });
  const value = fc.oneof(anything, fc.jsonValue(), fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.double())));
  fc.assert(
    fc.property(value, (each) => assert.deepStrictEqual(through(each), structuredClone(each))),
    { seed, numRuns: 2000 },
  );
});

test('an object that is there twice, a circle, a hole and what is beside the elements of an array arrive as such', () => {
  const twice = { a: 1 };
  const { first, second } = through({ first: twice, second: twice }) as Record<string, unknown>;
  assert.equal(first, second);
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const got = through(circle) as { self: unknown };
  assert.equal(got.self, got);
  for (const each of [
    new Array(2),
    new Date(0),
    /a(b)/.exec('ab'),
    -0,
    Number.NaN,
    { ['__proto__']: 1 },
    new Error('e'),
    'ü€\ud800',
    2 ** 40,
  ]) {
    assert.deepStrictEqual(through(each), structuredClone(each));
  }
});

test('a getter may send through a channel itself', () => {
  const inner = new ThreadChannel<object>({ capacity: 1 });
  const value = {
    before: 'b',
    get here() {
      inner.trySend({ from: 'the getter' });
      return 1;
    },
    after: 'a',
  };
  assert.deepEqual(through(value), { before: 'b', here: 1, after: 'a' });
  assert.deepEqual(inner.tryReceive(), { value: { from: 'the getter' } });
});

test('what is marked to be moved is gone when it was sent, and not when it was not', () => {
  const channel = new ThreadChannel<Uint8Array>({ capacity: 1 });
  const [one, two] = [new Uint8Array([1]), new Uint8Array([2])];
  assert.ok(channel.trySend(transfer(one, [one.buffer])));
  assert.equal(channel.trySend(transfer(two, [two.buffer])), false);
  assert.deepEqual([one.length, two.length], [0, 1]);
  assert.deepEqual(channel.tryReceive()!.value, new Uint8Array([1]));
});

test('what cannot go through is refused with a code, the channel and the value', async () => {
  const channel = new ThreadChannel<unknown>({ name: 'mail', memory: 4096 });
  const { port1 } = new MessageChannel();
  const refusal = (code: string, message: RegExp) => ({ code: `ERR_INTERLOOP_${code}`, message });
  const stays = (what: RegExp) => refusal('NOT_CLONEABLE', what);
  await assert.rejects(
    channel.send(() => {}),
    stays(/^The value for send\(\) of mail \(\[Function.*cannot be sent/),
  );
  await assert.rejects(channel.send({ memory: new SharedArrayBuffer(8) }), stays(/ports, files and shared memory/));
  await assert.rejects(channel.send(new ThreadChannel()), stays(/The value for send\(\) of mail \(ThreadChannel/));
  await assert.rejects(channel.send(transfer({ port1 }, [port1])), stays(/^What is to be moved by send\(\) of mail/));
  assert.throws(() => channel.trySend(Symbol('a')), stays(/Symbol\(a\)/));
  await assert.rejects(
    channel.send('x'.repeat(5000)),
    refusal('TOO_LARGE', /takes 50\d\d bytes and the channel has 4096/),
  );
  assert.throws(() => channel.sendSync(1), refusal('WOULD_DEADLOCK', /sendSync\(\) of mail/));
  for (const options of [{ capacity: -1 }, { capacity: Infinity }, { memory: 1 }, { name: 5 as never }]) {
    assert.throws(() => new ThreadChannel(options), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
  for (const sent of [{}, undefined, { name: 'a', memory: new SharedArrayBuffer(64) }]) {
    assert.throws(() => ThreadChannel.open(sent as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
  assert.equal(channel.balance, 0);
  port1.close();
});
