import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as go } from 'node:timers/promises';
import { Channel, Deferred, getMain, schedule, select, type Tasklet, TaskletExit, tasklet, waitFor } from 'interloop';
import { logged } from './logged.ts';

const EXIT = { code: 'ERR_INTERLOOP_TASKLET_EXIT' };

/** A tasklet that says how its wait has ended and what its finally block does. */
function waiter(wait: () => Promise<unknown>): { readonly t: Tasklet; readonly seen: string[] } {
  const seen: string[] = [];
  const t = tasklet(async () => {
    try {
      seen.push(`got ${await wait()}`);
    } catch (error) {
      seen.push((error as Error).name);
      throw error;
    } finally {
      await schedule();
      seen.push('cleaned up');
    }
  })();
  return { t, seen };
}

const channel = new Channel<string>();
const waits: Readonly<Record<string, () => Promise<unknown>>> = {
  receives: () => channel.receive(),
  sends: () => channel.send('lost'),
  selects: () => select([{ receive: channel }, { receive: new Channel() }]),
  joins: () => tasklet(() => new Channel().receive())().join(),
  'gives way': () => schedule(),
  'waits for something foreign': () => waitFor(new Deferred()),
  'loops over a channel': async () => {
    for await (const _ of channel) assert.fail();
  },
};

for (const [what, wait] of Object.entries(waits)) {
  test(`a tasklet that ${what} is killed where it waits, and its finally blocks run`, async () => {
    const { t, seen } = waiter(wait);
    await schedule();
    t.kill();
    await assert.rejects(t.join(), EXIT);
    assert.deepEqual(seen, ['TaskletExit', 'cleaned up']);
    assert.equal(channel.balance, 0);
  });
}

test('the reason of a kill is the cause, and nothing is logged', async () => {
  const events = logged();
  const t = tasklet(() => channel.receive(), { name: 'victim' })();
  await schedule();
  t.kill('too slow');
  while (t.alive) await go();
  assert.deepEqual(events(), []);
  await assert.rejects(t.join(), (error) => {
    assert.ok(error instanceof TaskletExit);
    assert.equal(error.cause, 'too slow');
    assert.match(error.message, /victim/);
    return true;
  });
});

test('one that has not begun never begins', async () => {
  const t = tasklet(() => assert.fail('begun'))();
  t.kill();
  await assert.rejects(t.join(), EXIT);
});

test('a killed tasklet goes on when its turn has come', async () => {
  const seen: string[] = [];
  const t = tasklet(() => channel.receive().finally(() => seen.push('killed')))();
  await schedule();
  tasklet(() => seen.push('stood in the queue before'))();
  t.kill();
  tasklet(() => seen.push('came after'))();
  assert.equal(t.scheduled, true);
  await schedule();
  assert.deepEqual(seen, ['stood in the queue before', 'killed', 'came after']);
});

test('killing oneself throws at once', async () => {
  const seen: string[] = [];
  const t: Tasklet = tasklet(async () => {
    t.kill('by myself');
    seen.push('not here');
  })();
  await assert.rejects(t.join(), { ...EXIT, cause: 'by myself' });
  assert.deepEqual(seen, []);
  assert.throws(() => getMain().kill(), EXIT);
});

test('killing oneself with a kill to come throws that one, and it does not come again', async () => {
  const t: Tasklet = tasklet(async () => {
    await channel.receive();
    try {
      t.kill('by myself');
    } finally {
      await schedule();
    }
  })();
  await schedule();
  channel.trySend('received');
  t.kill('by another');
  await assert.rejects(t.join(), { cause: 'by another' });
});

test('killing a dead tasklet does nothing', async () => {
  const t = tasklet(() => 'done')();
  await t.join();
  t.kill();
  t.raise(new Error('no'));
  assert.equal(await t.join(), 'done');
});

test('a second kill before the first was seen does nothing; one after it kills again', async () => {
  const seen: string[] = [];
  const t = tasklet(async () => {
    try {
      await channel.receive();
    } finally {
      seen.push('cleaning up');
      await channel.receive().finally(() => seen.push('again'));
    }
  })();
  await schedule();
  t.kill('first');
  t.kill('second');
  await schedule();
  assert.deepEqual(seen, ['cleaning up']);
  t.kill('third');
  await assert.rejects(t.join(), { cause: 'third' });
  assert.deepEqual(seen, ['cleaning up', 'again']);
});

test('one that catches its TaskletExit lives on', async () => {
  const t = tasklet(async () => {
    await channel.receive().catch(() => {});
    return 'alive';
  })();
  await schedule();
  t.kill();
  assert.equal(await t.join(), 'alive');
});

test('what was received is not lost: the kill comes with the next operation', async () => {
  const seen: string[] = [];
  const t = tasklet(async () => {
    for (;;) seen.push(await channel.receive());
  })();
  await schedule();
  assert.equal(channel.trySend('kept'), true);
  t.kill();
  await assert.rejects(t.join(), EXIT);
  assert.deepEqual(seen, ['kept']);
});

test('a tasklet that awaits something foreign sees the kill at its next operation', async () => {
  const seen: string[] = [];
  const t = tasklet(async () => {
    await go();
    seen.push('went on');
    await channel.send('never sent');
  })();
  await schedule();
  t.kill();
  await assert.rejects(t.join(), EXIT);
  assert.deepEqual(seen, ['went on']);
  assert.equal(channel.balance, 0);
});

test('a kill during waitFor cancels the Deferred and aborts the signal, but does not end a promise', async () => {
  const deferred = new Deferred<void>();
  let aborted: unknown;
  const listens = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted = signal.reason;
        reject(signal.reason);
      });
    });
  let fail = (_: Error): void => {};
  const promise = new Promise<void>((_, reject) => {
    fail = reject;
  });
  for (const source of [deferred, listens, promise]) {
    const t = tasklet(() => waitFor<void>(source))();
    await schedule();
    t.kill();
    await assert.rejects(t.join(), EXIT);
  }
  await assert.rejects(deferred.toPromise(), { code: 'ERR_INTERLOOP_CANCELLED' });
  assert.equal((aborted as { code: string }).code, 'ERR_INTERLOOP_CANCELLED');
  fail(new Error('nobody hears this, and it does not end the process'));
  await go();
});

test('a tasklet that waits in several operations is killed in all of them', async () => {
  const other = new Channel<string>();
  const t = tasklet(() => Promise.allSettled([channel.receive(), other.receive()]))();
  await schedule();
  t.kill();
  const outcomes = await t.join();
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.deepEqual([channel.balance, other.balance], [0, 0]);
});

test('an operation that a killed tasklet has begun and does not await is no unhandled rejection', async () => {
  const t = tasklet(async () => {
    const forgotten = channel.receive();
    await go();
    return typeof forgotten;
  })();
  await schedule();
  t.kill();
  assert.equal(await t.join(), 'object');
  await go();
});

test('raise throws any error where the tasklet waits, and one after the other if there are several', async () => {
  const seen: unknown[] = [];
  const t = tasklet(async () => {
    for (let i = 0; i < 2; i++) await channel.receive().catch((error) => seen.push(error));
  })();
  await schedule();
  t.raise('first');
  t.raise('second');
  await t.join();
  assert.deepEqual(seen, ['first', 'second']);
});

test('an error may be raised where the main tasklet waits', async () => {
  tasklet(() => getMain().raise(new Error('from a tasklet')))();
  await assert.rejects(channel.receive(), { message: 'from a tasklet' });
});

test('disposing of a tasklet kills it and waits for its end', async () => {
  const { t, seen } = waiter(() => channel.receive());
  await schedule();
  await t[Symbol.asyncDispose]();
  assert.deepEqual([t.alive, seen], [false, ['TaskletExit', 'cleaned up']]);
  await t[Symbol.asyncDispose]().catch(() => assert.fail());
  const stubborn = tasklet(async () => {
    await channel.receive().finally(() => {
      throw new Error('in finally');
    });
  })();
  await schedule();
  await assert.rejects(stubborn[Symbol.asyncDispose](), { message: 'in finally' });
});
