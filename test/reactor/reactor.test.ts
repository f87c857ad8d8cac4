import assert from 'node:assert/strict';
import { addObserver, callWithContext, Deferred, type LogEvent, removeObserver } from 'interloop';
import { onEachLoop } from './each-reactor.ts';

/** The errors that are logged while something runs. */
async function logged(run: () => Promise<unknown>): Promise<LogEvent[]> {
  const errors: LogEvent[] = [];
  const observer = (event: LogEvent) => void ('error' in event && errors.push(event));
  addObserver(observer);
  try {
    await run();
  } finally {
    removeObserver(observer);
  }
  return errors;
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

for (const how of ['reset', 'delay'] as const) {
  onEachLoop(
    `a call that ${how}() moves to earlier while the reactor waits is made earlier`,
    async ({ reactor, run }) => {
      const call = reactor.callLater(3_600_000, () => reactor.stop());
      reactor.callLater(5, () => call[how](how === 'reset' ? 1 : -3_600_000));
      await run();
    },
  );
}

onEachLoop('a call in the far future does no harm', async ({ reactor, run }) => {
  const far = reactor.callLater(Number.MAX_SAFE_INTEGER, () => assert.fail());
  reactor.callLater(5, () => reactor.stop());
  await run();
  assert.equal(far.active(), true);
});

onEachLoop(
  'callLater(0) again and again starves nothing',
  async ({ reactor, run }) => {
    const again = () => void reactor.callLater(0, again);
    again();
    setTimeout(() => reactor.stop(), 5);
    await run();
  },
  'a Clock', // which makes all of them in one advance, as in Twisted
);

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

onEachLoop('a call that a delayed call hands in is made, though nothing else is due', async ({ reactor, run }) => {
  reactor.callLater(1, () => reactor.callFromThread(() => reactor.stop()));
  await run();
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
  const [event] = await logged(run);
  assert.deepEqual([order.pop(), ...order.sort()], ['during', 'deferred', 'promise']);
  assert.equal((event!.error as Error).message, 'is logged');
});

onEachLoop('what is thrown is logged once, with what was being done and its context, and stops nothing', async (on) => {
  const { reactor, run } = on;
  const throws = (what: string) => () => {
    throw new Error(what);
  };
  callWithContext({ system: 'mail' }, () => {
    reactor.addSystemEventTrigger('before', 'startup', throws('trigger'));
    reactor.callWhenRunning(throws('start'));
    reactor.callFromThread(throws('call from elsewhere'));
    reactor.callLater(1, throws('delayed call'));
    reactor.addSystemEventTrigger('before', 'shutdown', () => Promise.reject(new Error('promise')));
    reactor.addSystemEventTrigger('during', 'shutdown', throws('last trigger'));
  });
  reactor.callLater(5, () => reactor.stop());
  const errors = await logged(run);
  assert.deepEqual(
    errors.map(({ message, error }) => [(error as Error).message, message]),
    [
      ['trigger', 'while calling a trigger before startup'],
      ['start', 'while calling a trigger after startup'],
      ['call from elsewhere', 'while calling a function for callFromThread()'],
      ['delayed call', 'while making a delayed call of a function'],
      ['promise', 'while waiting for a trigger before shutdown'],
      ['last trigger', 'while calling a trigger during shutdown'],
    ],
  );
  assert.deepEqual(
    errors.map(({ system, error }) => (error as Error).message === 'promise' || system),
    ['mail', 'mail', 'mail', 'mail', true, 'mail'],
  );
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
