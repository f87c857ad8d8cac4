import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as go } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Channel, type ChannelOptions, schedule, select, tasklet } from 'interloop';

const CLOSED = { code: 'ERR_INTERLOOP_CHANNEL_CLOSED' };

/** Starts a tasklet that puts what it receives into a list, until the channel is closed. */
function collect<T>(channel: Channel<T>): { readonly got: T[]; readonly end: Promise<void> } {
  const got: T[] = [];
  const t = tasklet(async () => {
    for await (const value of channel) got.push(value);
  })();
  return { got, end: t.join() };
}

const sendAll = <T>(channel: Channel<T>, values: readonly T[]) => values.map((value) => channel.send(value));

test('a sender waits until its value is taken', async () => {
  const channel = new Channel<string>();
  let isSent = false;
  const sender = tasklet(() => channel.send('hello').then(() => (isSent = true)))();
  await schedule();
  assert.equal(isSent, false);
  assert.equal(await channel.receive(), 'hello');
  await sender.join();
  assert.equal(isSent, true);
});

test('senders and receivers are served in the order in which they came', async () => {
  const channel = new Channel<number>();
  sendAll(channel, [1, 2, 3]);
  assert.deepEqual([await channel.receive(), await channel.receive(), await channel.receive()], [1, 2, 3]);
  const receivers = [1, 2, 3].map(() => channel.receive());
  sendAll(channel, [4, 5, 6]);
  assert.deepEqual(await Promise.all(receivers), [4, 5, 6]);
});

test('the balance tells how many senders wait, or less than 0 how many receivers', async () => {
  const channel = new Channel<number>();
  assert.equal(channel.balance, 0);
  sendAll(channel, [1, 2]);
  assert.equal(channel.balance, 2);
  for (let i = 0; i < 5; i++) channel.receive().catch(() => {});
  assert.equal(channel.balance, -3);
  channel.close();
  assert.equal(channel.balance, 0);
});

test('values in the buffer count as those of senders that wait', async () => {
  const channel = new Channel<number>({ capacity: 2 });
  sendAll(channel, [1, 2, 3]);
  assert.deepEqual([channel.balance, channel.capacity], [3, 2]);
  await channel.receive();
  assert.equal(channel.balance, 2);
});

test('a buffer takes as many as it has room for, then senders wait, and the order stays', async () => {
  const channel = new Channel<number>({ capacity: 2 });
  await channel.send(1);
  await channel.send(2);
  const third = tasklet(() => channel.send(3))();
  await schedule();
  assert.equal(third.blocked, `to send to ${channel.name}`);
  assert.equal(await channel.receive(), 1);
  await third.join();
  assert.deepEqual([await channel.receive(), await channel.receive()], [2, 3]);
});

test('a sliding buffer forgets its oldest value', async () => {
  const channel = new Channel<number>({ capacity: 2, buffer: 'sliding' });
  await Promise.all(sendAll(channel, [1, 2, 3, 4]));
  assert.equal(channel.balance, 2);
  assert.deepEqual([await channel.receive(), await channel.receive()], [3, 4]);
});

test('a dropping buffer forgets the value that comes', async () => {
  const channel = new Channel<number>({ capacity: 2, buffer: 'dropping' });
  await Promise.all(sendAll(channel, [1, 2, 3, 4]));
  assert.deepEqual([await channel.receive(), await channel.receive()], [1, 2]);
});

test('an infinite buffer never lets a sender wait', async () => {
  const channel = new Channel<number>({ capacity: Infinity });
  for (let i = 0; i < 1000; i++) assert.equal(channel.trySend(i), true);
  assert.equal(channel.balance, 1000);
});

test('trySend and tryReceive do it now or not at all', async () => {
  const channel = new Channel<string>();
  assert.equal(channel.tryReceive(), undefined);
  assert.equal(channel.trySend('nobody wants it'), false);
  const receiver = channel.receive();
  assert.equal(channel.trySend('hello'), true);
  assert.equal(await receiver, 'hello');
  const sender = channel.send('back');
  assert.deepEqual(channel.tryReceive(), { value: 'back' });
  await sender;
  assert.equal(channel.balance, 0);
});

test('an error that is sent is thrown where it is received, in its place among the values', async () => {
  const channel = new Channel<number>({ capacity: 3 });
  await channel.send(1);
  await channel.sendException(new Error('broken'));
  await channel.send(2);
  assert.equal(await channel.receive(), 1);
  assert.throws(() => channel.tryReceive(), { message: 'broken' });
  assert.equal(await channel.receive(), 2);
  const receiver = channel.receive();
  const sender = channel.sendException('any value');
  await assert.rejects(receiver, (error) => error === 'any value');
  await sender;
});

test('an error that is sent ends a loop, and the next loop goes on behind it', async () => {
  const channel = new Channel<number>({ capacity: Infinity });
  channel.trySend(1);
  await channel.sendException(new Error('once'));
  channel.trySend(2);
  channel.close();
  const first = collect(channel);
  await assert.rejects(first.end, { message: 'once' });
  const second = collect(channel);
  await second.end;
  assert.deepEqual([first.got, second.got], [[1], [2]]);
});

test('after close nothing can be sent, and what is there is received first', async () => {
  const channel = new Channel<number>({ capacity: 1 });
  const sent = sendAll(channel, [1, 2, 3]);
  channel.close();
  assert.deepEqual([channel.closing, channel.closed], [true, false]);
  await assert.rejects(channel.send(4), CLOSED);
  await assert.rejects(channel.sendException('no'), CLOSED);
  assert.throws(() => channel.trySend(4), CLOSED);
  const { got, end } = collect(channel);
  await end;
  await Promise.all(sent);
  assert.deepEqual(got, [1, 2, 3]);
  assert.deepEqual([channel.closing, channel.closed], [true, true]);
  await assert.rejects(channel.receive(), { ...CLOSED, channel });
  assert.throws(() => channel.tryReceive(), CLOSED);
});

test('close wakes the receivers that wait, in their order', async () => {
  const channel = new Channel<number>({ name: 'jobs' });
  const seen: string[] = [];
  const waiting = ['a', 'b'].map((name) =>
    tasklet(() => channel.receive().catch(({ message }) => seen.push(`${name}: ${message}`)))(),
  );
  await schedule();
  channel.close();
  for (const each of waiting) await each.join();
  assert.deepEqual(seen, ['a: The channel jobs is closed', 'b: The channel jobs is closed']);
});

test('close with an error breaks off: senders that wait fail, the buffer is received, then everybody sees the error', async () => {
  const channel = new Channel<number>({ capacity: 1 });
  const error = new Error('the disk is full');
  const [buffered, waiting] = sendAll(channel, [1, 2]);
  channel.close(error);
  await Promise.all([buffered, assert.rejects(waiting!, { ...CLOSED, cause: error })]);
  await assert.rejects(channel.send(3), { ...CLOSED, cause: error });
  const { got, end } = collect(channel);
  await assert.rejects(end, { ...CLOSED, cause: error });
  assert.deepEqual(got, [1]);
});

test('closing twice does nothing, but an error may still break off what was ending', async () => {
  const channel = new Channel<number>();
  const [sender] = sendAll(channel, [1]);
  channel.close();
  channel.close();
  assert.equal(channel.closed, false);
  const late = new Error('late');
  channel.close(late);
  channel.close(new Error('too late'));
  await assert.rejects(sender!, { ...CLOSED, cause: late });
  await assert.rejects(channel.receive(), { cause: late });
  assert.equal(channel.closed, true);
});

test('using closes a channel at the end of the block', () => {
  const channel = new Channel();
  channel[Symbol.dispose]();
  assert.equal(channel.closed, true);
});

test('several loops share the values, and leaving one does not close the channel', async () => {
  const channel = new Channel<number>();
  const [one, two] = [collect(channel), collect(channel)];
  const sender = tasklet(async () => {
    for (let i = 0; i < 6; i++) await channel.send(i);
  })();
  for await (const value of channel) {
    assert.equal(typeof value, 'number');
    break;
  }
  await sender.join();
  channel.close();
  await Promise.all([one.end, two.end]);
  assert.equal(one.got.length + two.got.length, 5);
});

test('a loop that was left can be followed by another', async () => {
  const channel = new Channel<number>({ capacity: 3 });
  await Promise.all(sendAll(channel, [1, 2, 3]));
  channel.close();
  const first = channel[Symbol.asyncIterator]();
  assert.deepEqual(await first.next(), { done: false, value: 1 });
  const rest: number[] = [];
  for await (const value of first) rest.push(value);
  assert.deepEqual(rest, [2, 3]);
  assert.deepEqual(await first.next(), { done: true, value: undefined });
});

test('an operation whose signal is aborted has taken part in nothing', async () => {
  const channel = new Channel<string>();
  const controller = new AbortController();
  const { signal } = controller;
  const sender = channel.send('taken back', { signal });
  const failed = [
    sender,
    channel.sendException('too', { signal }),
    tasklet(() => new Channel().receive({ signal }))().join(),
  ];
  await schedule();
  controller.abort('enough');
  await Promise.all(failed.map((each) => assert.rejects(each, (reason) => reason === 'enough')));
  assert.equal(channel.balance, 0);
  assert.equal(channel.tryReceive(), undefined);
  await assert.rejects(channel.send('never', { signal }), (reason) => reason === 'enough');
  assert.equal(channel.balance, 0);
});

test('an abort after the value was taken comes too late', async () => {
  const channel = new Channel<string>();
  const controller = new AbortController();
  const sender = channel.send('taken', { signal: controller.signal });
  assert.deepEqual(channel.tryReceive(), { value: 'taken' });
  controller.abort();
  await sender;
});

test('who waits listens to its signal only while it waits', async () => {
  const channel = new Channel<number>();
  const listeners = new Set<unknown>();
  const { signal } = new AbortController();
  signal.addEventListener = (_type: string, listener: unknown) => void listeners.add(listener);
  signal.removeEventListener = (_type: string, listener: unknown) => void listeners.delete(listener);
  const receiver = channel.receive({ signal });
  assert.equal(listeners.size, 1);
  await channel.send(1);
  await receiver;
  const t = tasklet(() => channel.receive({ signal }))();
  await schedule();
  assert.equal(listeners.size, 1);
  t.kill();
  await t.join().catch(() => {});
  assert.equal(listeners.size, 0);
});

test('what is sent is the same object at the other end', async () => {
  const channel = new Channel<object>();
  const value = { a: [1] };
  const receiver = channel.receive();
  channel.send(value);
  assert.equal(await receiver, value);
});

test('a channel can be used from outside of all tasklets, and in events', async () => {
  const channel = new Channel<number>();
  setTimeout(() => channel.send(5), 1);
  assert.equal(await channel.receive(), 5);
  const { got, end } = collect(channel);
  for (let i = 0; i < 3; i++) {
    await go();
    await channel.send(i);
  }
  channel.close();
  await end;
  assert.deepEqual(got, [0, 1, 2]);
});

test('a channel shows its name, its state and its balance', async () => {
  const channel = new Channel<number>({ name: 'jobs' });
  assert.equal(inspect(channel), 'Channel { jobs, balance 0 }');
  const sent = channel.send(1);
  channel.close();
  assert.equal(inspect(channel), 'Channel { jobs <closing>, balance 1 }');
  await channel.receive();
  await sent;
  assert.equal(inspect(channel), 'Channel { jobs <closed>, balance 0 }');
  assert.match(new Channel().name, /^channel-\d+$/);
});

test('a channel refuses what it cannot be', async () => {
  const wrong: unknown[] = [
    ...[-1, 1.5, NaN, '1', null].map((capacity) => ({ capacity })),
    ...[-2, 0.5, '1', null].map((preference) => ({ preference })),
    ...['lifo', null].map((buffer) => ({ buffer, capacity: 1 })),
    { buffer: 'sliding' },
    { buffer: 'dropping', capacity: 0 },
    { name: 5 },
  ];
  for (const options of wrong) {
    assert.throws(
      () => new Channel(options as ChannelOptions),
      { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' },
      inspect(options),
    );
  }
  const channel = new Channel();
  await assert.rejects(channel.receive({ signal: 'stop' as never }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  await assert.rejects(select([{ receive: channel, signal: 1 } as never], { signal: 1 as never }), {
    code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
  });
  assert.equal(channel.balance, 0);
});
