import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, Reactor, startLogging } from 'interloop';
import { onEachLoop } from './each-reactor.ts';

/** What is logged while `body` runs. */
async function logged(body: () => Promise<void>): Promise<string> {
  let text = '';
  const write = (chunk: string): void => {
    text += chunk;
  };
  const logging = startLogging({ write });
  try {
    await body();
  } finally {
    logging.stop();
  }
  return text;
}

onEachLoop('startup, shutdown and running come in the order of Twisted', async ({ reactor, run }) => {
  const order: string[] = [];
  const note = (what: string) => order.push(`${what} ${reactor.running}`);
  for (const event of ['startup', 'shutdown']) {
    for (const phase of ['after', 'during', 'before'] as const) {
      reactor.addSystemEventTrigger(phase, event, note, `${phase} ${event}`);
    }
  }
  reactor.callWhenRunning(() => reactor.stop());
  await run();
  assert.deepEqual(order, [
    'before startup false',
    'during startup true',
    'after startup true',
    'before shutdown true',
    'during shutdown false',
    'after shutdown false',
  ]);
});

onEachLoop('delayed calls are made in order of time, those of the same time in order of making', async (on) => {
  const { reactor, run } = on;
  const order: number[] = [];
  reactor.callLater(20, () => order.push(3));
  reactor.callLater(0, () => order.push(1));
  reactor.callLater(0, () => order.push(2));
  reactor.callLater(30, () => reactor.stop());
  reactor.callLater(10_000, () => order.push(4)).reset(25);
  await run();
  assert.deepEqual(order, [1, 2, 3, 4]);
});

onEachLoop('a call that is reset to earlier while the reactor waits is made earlier', async ({ reactor, run }) => {
  const call = reactor.callLater(60_000, () => reactor.stop());
  reactor.callLater(5, () => call.reset(1));
  await run();
});

onEachLoop('calls that are handed in run in order, also those from before the start', async ({ reactor, run }) => {
  const order: number[] = [];
  for (let i = 0; i < 100; i++) reactor.callFromThread((n: number) => order.push(n), i);
  reactor.callWhenRunning(() => {
    for (let i = 100; i < 200; i++) reactor.callFromThread((n: number) => order.push(n), i);
    reactor.callFromThread(() => reactor.stop());
  });
  await run();
  assert.deepEqual(
    order,
    Array.from({ length: 200 }, (_, i) => i),
  );
});

onEachLoop('the shutdown waits for what before triggers return, and the loop goes on meanwhile', async (on) => {
  const { reactor, run } = on;
  const order: string[] = [];
  reactor.addSystemEventTrigger('before', 'shutdown', () => {
    const deferred = new Deferred<void>();
    reactor.callLater(5, () => {
      order.push('deferred');
      deferred.callback();
    });
    return deferred;
  });
  reactor.addSystemEventTrigger('before', 'shutdown', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push('promise');
  });
  reactor.addSystemEventTrigger('before', 'shutdown', () => Promise.reject(new Error('is logged')));
  reactor.addSystemEventTrigger('during', 'shutdown', () => order.push('during'));
  reactor.callWhenRunning(() => reactor.stop());
  const log = await logged(async () => void (await run()));
  assert.deepEqual([order.pop(), ...order.sort()], ['during', 'deferred', 'promise']);
  assert.match(log, /is logged/);
});

onEachLoop('what user functions throw is logged once and stops nothing', async ({ reactor, run }) => {
  const order: string[] = [];
  const throws = (what: string) => () => {
    order.push(what);
    throw new Error(`thrown by ${what}`);
  };
  reactor.addSystemEventTrigger('before', 'startup', throws('a trigger'));
  reactor.callWhenRunning(throws('a start'));
  reactor.callFromThread(throws('a handed in call'));
  reactor.callLater(1, throws('a delayed call'));
  reactor.callLater(5, () => reactor.stop());
  const log = await logged(async () => void (await run()));
  assert.equal(order.length, 4);
  for (const what of order) assert.equal(log.split(`thrown by ${what}`).length > 1, true, what);
});

onEachLoop('crash() ends at once without triggers, and the reactor may be run again', async ({ reactor, run }) => {
  const order: string[] = [];
  reactor.addSystemEventTrigger('before', 'shutdown', () => order.push('shutdown'));
  reactor.callWhenRunning(() => reactor.crash());
  await run();
  assert.deepEqual([order, reactor.running], [[], false]);
  reactor.callWhenRunning(() => reactor.stop());
  await run();
  assert.deepEqual(order, ['shutdown']);
});

onEachLoop(
  'starting twice, stopping twice and starting after the end are refused by code',
  async ({ reactor, run }) => {
    assert.throws(() => reactor.stop(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
    reactor.callWhenRunning(async () => {
      await assert.rejects(reactor.run(), { code: 'ERR_INTERLOOP_REACTOR_ALREADY_RUNNING' });
      reactor.stop();
      assert.throws(() => reactor.stop(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
    });
    await run();
    await assert.rejects(reactor.run(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE' });
  },
);

onEachLoop('callWhenRunning calls at once while running', async ({ reactor, run }) => {
  let called = false;
  reactor.callWhenRunning(() => {
    assert.equal(
      reactor.callWhenRunning(() => {
        called = true;
      }),
      undefined,
    );
    assert.ok(called);
    reactor.stop();
  });
  await run();
});

test('bad arguments are refused by code', () => {
  const reactor = new Reactor();
  const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  assert.throws(() => reactor.callLater(-1, () => {}), invalid);
  assert.throws(() => reactor.callLater(Number.NaN, () => {}), invalid);
  assert.throws(() => reactor.callLater(1, 'x' as never), invalid);
  assert.throws(() => reactor.callFromThread(undefined as never), invalid);
  assert.throws(() => reactor.addSystemEventTrigger('while' as never, 'startup', () => {}), invalid);
  assert.throws(() => reactor.addSystemEventTrigger('before', 1 as never, () => {}), invalid);
  assert.throws(() => reactor.addSystemEventTrigger('before', 'startup', 1 as never), invalid);
  assert.throws(() => reactor.removeSystemEventTrigger({} as never), invalid);
  assert.throws(() => reactor.interleave(1 as never), invalid);
});
