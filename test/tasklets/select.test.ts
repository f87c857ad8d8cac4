import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Channel, getBlocked, schedule, seedSelect, select, tasklet } from 'interloop';
import { Clock } from 'interloop/testing';

const channels = (count: number): Channel<number>[] => Array.from({ length: count }, () => new Channel<number>());
const pair = (): [Channel<number>, Channel<number>] => [new Channel<number>(), new Channel<number>()];

test('select takes the case that is ready', async () => {
  const [a, b] = pair();
  b.send(5);
  assert.deepEqual(await select([{ receive: a }, { receive: b }]), { index: 1, channel: b, value: 5 });
});

test('select waits for the case that is ready first, and leaves the others as they were', async () => {
  const [a, b] = pair();
  const t = tasklet(() => select([{ receive: a }, { send: b, value: 1 }]))();
  await schedule();
  assert.deepEqual([a.balance, b.balance], [-1, 1]);
  await a.send(7);
  assert.deepEqual(await t.join(), { index: 0, channel: a, value: 7 });
  assert.deepEqual([a.balance, b.balance], [0, 0]);
});

test('a case that sends comes to undefined when its value was taken', async () => {
  const [a, b] = pair();
  const t = tasklet(() => select([{ receive: a }, { send: b, value: 1 }]))();
  await schedule();
  assert.equal(await b.receive(), 1);
  assert.deepEqual(await t.join(), { index: 1, channel: b, value: undefined });
  assert.equal(a.balance, 0);
});

test('two selects meet on one channel, and on exactly one of two', async () => {
  const [a, b] = pair();
  const sender = tasklet(() =>
    select([
      { send: a, value: 1 },
      { send: b, value: 2 },
    ]),
  )();
  await schedule();
  const received = await select([{ receive: b }, { receive: a }]);
  const sent = await sender.join();
  assert.equal(received.channel, sent.channel);
  assert.equal(received.value, sent.index + 1);
  assert.deepEqual([a.balance, b.balance], [0, 0]);
});

test('a select does not do business with itself, but with another that wants the same', async () => {
  const channel = new Channel<string>();
  const trade = (value: string) => tasklet(() => select([{ send: channel, value }, { receive: channel }]))();
  const one = trade('from one');
  await schedule();
  assert.match(one.blocked!, /send to .* receive from/);
  assert.equal(channel.balance, 0);
  const other = trade('from other');
  const values = [(await one.join()).value, (await other.join()).value];
  assert.equal(values.filter((value) => value === undefined).length, 1);
  assert.equal(channel.balance, 0);
});

test('select has its place in the line of a channel like everybody else', async () => {
  const channel = new Channel<number>();
  const first = channel.receive();
  const second = select([{ receive: channel }]);
  const third = channel.receive();
  for (const n of [1, 2, 3]) channel.trySend(n);
  assert.deepEqual([await first, (await second).value, await third], [1, 2, 3]);
});

test('the same channel may be in several cases', async () => {
  const channel = new Channel<number>();
  const chosen = select([{ receive: channel }, { receive: channel }]);
  await channel.send(1);
  assert.equal((await chosen).value, 1);
  assert.equal(channel.balance, 0);
});

test('with a default, select does not wait', async () => {
  const [a] = pair();
  assert.deepEqual(await select([{ receive: a }], { default: 'nothing' }), {
    index: -1,
    channel: undefined,
    value: 'nothing',
  });
  assert.deepEqual(await select([], { default: undefined }), { index: -1, channel: undefined, value: undefined });
  a.send(1);
  assert.equal((await select([{ receive: a }], { default: 'nothing' })).value, 1);
});

test('who takes the default gives way, so that a loop that polls ends', async () => {
  const [a] = pair();
  const sender = tasklet(async () => {
    for (let i = 0; i < 3; i++) await schedule();
    await a.send(5);
  })();
  let polls = 0;
  while ((await select([{ receive: a }], { default: 0 })).index === -1) polls++;
  await sender.join();
  assert.equal(polls, 4);
});

test('after the timeout select fails and stands in no line', async () => {
  const clock = new Clock();
  const [a, b] = pair();
  const t = tasklet(() => select([{ receive: a }, { send: b, value: 1 }], { timeout: 100, clock }))();
  await schedule();
  clock.advance(99);
  assert.equal(t.scheduled, false);
  clock.advance(1);
  await assert.rejects(t.join(), { code: 'ERR_INTERLOOP_TIMEOUT', ms: 100 });
  assert.deepEqual([a.balance, b.balance], [0, 0]);
});

test('a select that is in time cancels its timeout', async () => {
  const clock = new Clock();
  const [a] = pair();
  const t = tasklet(() => select([{ receive: a }], { timeout: 100, clock }))();
  await schedule();
  assert.equal(clock.getDelayedCalls().length, 1);
  await a.send(1);
  assert.equal((await t.join()).value, 1);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test('a timeout of 0 does not wait, and with a default that is taken after the timeout', async () => {
  const clock = new Clock();
  const [a] = pair();
  await assert.rejects(select([{ receive: a }], { timeout: 0 }), { code: 'ERR_INTERLOOP_TIMEOUT' });
  const t = tasklet(() => select([{ receive: a }], { timeout: 100, clock, default: 'late' }))();
  await schedule();
  assert.equal(t.scheduled, false);
  clock.advance(100);
  assert.equal((await t.join()).value, 'late');
  await select([], { timeout: 1, default: 'with the timers of Node' });
});

test('an aborted select fails with the reason and stands in no line', async () => {
  const [a, b] = pair();
  const controller = new AbortController();
  const { signal } = controller;
  const t = tasklet(() => select([{ receive: a }, { send: b, value: 1 }], { signal, timeout: 60_000 }))();
  await schedule();
  controller.abort('enough');
  await assert.rejects(t.join(), (reason) => reason === 'enough');
  assert.deepEqual([a.balance, b.balance], [0, 0]);
  a.send(1);
  await assert.rejects(select([{ receive: a }], { signal }), (reason) => reason === 'enough');
  assert.equal(a.balance, 1);
});

test('a closed channel is ready, and says which it is', async () => {
  const [a, b] = pair();
  b.close();
  await assert.rejects(select([{ receive: a }, { receive: b }]), { code: 'ERR_INTERLOOP_CHANNEL_CLOSED', channel: b });
  await assert.rejects(select([{ send: b, value: 1 }]), { code: 'ERR_INTERLOOP_CHANNEL_CLOSED' });
  const waiting = select([{ receive: a }]);
  a.close();
  await assert.rejects(waiting, { channel: a });
});

test('an error that is sent is thrown by the select that receives it', async () => {
  const [a] = pair();
  const chosen = assert.rejects(select([{ receive: a }]), { message: 'sent' });
  await a.sendException(new Error('sent'));
  await chosen;
});

test('buffers make a case ready', async () => {
  const buffered = new Channel<number>({ capacity: 1 });
  const [a] = pair();
  assert.equal((await select([{ receive: a }, { send: buffered, value: 1 }])).index, 1);
  assert.equal((await select([{ receive: a }, { receive: buffered }])).value, 1);
});

test('where several cases are ready the choice is fair', async () => {
  const all = channels(4);
  const counts = all.map(() => 0);
  const rounds = 4000;
  for (const channel of all) for (let i = 0; i < rounds; i++) channel.send(i);
  for (let i = 0; i < rounds; i++) counts[(await select(all.map((receive) => ({ receive })))).index]!++;
  for (const count of counts) assert.ok(count > 850 && count < 1150, `${counts}`);
});

test('the choice is the same for the same seed', async () => {
  const run = async (seed: number): Promise<string> => {
    const all = channels(3);
    for (const channel of all) for (let i = 0; i < 30; i++) channel.send(i);
    seedSelect(seed);
    let trace = '';
    for (let i = 0; i < 30; i++) trace += (await select(all.map((receive) => ({ receive })))).index;
    return trace;
  };
  assert.equal(await run(1), await run(1));
  assert.notEqual(await run(1), await run(2));
  assert.throws(() => seedSelect(0.5), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('in order, the first case that is ready is taken', async () => {
  const all = channels(3);
  for (const channel of all.slice(1)) for (let i = 0; i < 50; i++) channel.send(i);
  for (let i = 0; i < 50; i++) {
    const { index } = await select(
      all.map((receive) => ({ receive })),
      { inOrder: true },
    );
    assert.equal(index, 1);
  }
});

test('a select that waits is told of with all its cases', async () => {
  const [a, b] = [new Channel({ name: 'mail' }), new Channel({ name: 'news' })];
  const t = tasklet(() => select([{ receive: a }, { send: b, value: 1 }]))();
  await schedule();
  assert.equal(t.blocked, 'to receive from mail or to send to news');
  assert.equal(getBlocked().find(({ tasklet }) => tasklet === t)?.waits, t.blocked);
  t.kill();
  await t.join().catch(() => {});
});

test('wrong arguments are refused, and nothing happens', async () => {
  const [a] = pair();
  a.send(1);
  const refused: Promise<unknown>[] = [
    select(5 as never),
    select([{ receive: a }, {}] as never),
    select([{ receive: a }, null] as never),
    select([{ receive: {} }] as never),
    select([{ receive: a }], { timeout: -1 }),
    select([{ receive: a }], { timeout: Infinity }),
    select([]),
  ];
  await Promise.all(refused.map((each) => assert.rejects(each, { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' })));
  assert.equal(a.balance, 1);
});
