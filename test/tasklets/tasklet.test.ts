import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { setImmediate as go } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  Channel,
  Deferred,
  getCurrent,
  getMain,
  reportUnhandledErrors,
  schedule,
  succeed,
  tasklet,
  waitFor,
} from 'interloop';
import { logged } from './logged.ts';

test('join comes to what an async function returns', async () => {
  assert.equal(await tasklet(async (x: number, y: number) => x + y)(1, 2).join(), 3);
});

test('a function that is not async, or returns a Deferred, does as well', async () => {
  assert.equal(await tasklet((x: number) => x + 1)(1).join(), 2);
  assert.equal(await tasklet(() => succeed('here'))().join(), 'here');
});

test('a generator is driven as by inlineCallbacks, and is the current tasklet throughout', async () => {
  const t: { join(): Promise<unknown> } = tasklet(function* (): Generator<unknown, unknown[], never> {
    const first = yield succeed(1);
    const second = yield Promise.resolve(2);
    yield schedule();
    return [first, second, getCurrent() === t];
  })();
  assert.deepEqual(await t.join(), [1, 2, true]);
});

test('an async generator is refused, since nobody would take what it yields', async () => {
  const t = tasklet(async function* () {
    yield 1;
  })();
  await assert.rejects(t.join(), { code: 'ERR_INTERLOOP_NOT_A_COROUTINE' });
});

test('join fails with what was thrown, for everybody who joins and in their order', async () => {
  const seen: string[] = [];
  const t = tasklet(async () => {
    await schedule();
    throw new Error('no');
  })();
  const joiner = (name: string) => tasklet(() => t.join().catch(({ message }) => seen.push(`${name} ${message}`)))();
  const all = ['a', 'b'].map(joiner);
  for (const each of all) await each.join();
  await assert.rejects(t.join(), { message: 'no' });
  assert.deepEqual(seen, ['a no', 'b no']);
});

test('result is one Deferred of what it comes to, before and after the end', async () => {
  const t = tasklet(async () => 'done')();
  const { result } = t;
  assert.ok(result instanceof Deferred);
  assert.equal(await result, 'done');
  assert.equal(t.result, result);
  const late = tasklet(() => 'done')();
  await late.join();
  assert.equal(await late.result, 'done');
});

test('cancelling the result kills the tasklet', async () => {
  const seen: string[] = [];
  const t = tasklet(async () => {
    try {
      await new Channel().receive();
    } finally {
      seen.push('cleaned up');
    }
  })();
  await schedule();
  t.result.cancel();
  await assert.rejects(async () => await t.result, { code: 'ERR_INTERLOOP_CANCELLED' });
  await assert.rejects(t.join(), { code: 'ERR_INTERLOOP_TASKLET_EXIT' });
  assert.deepEqual(seen, ['cleaned up']);
});

test('an error that nobody waits for is logged once, with the name of the tasklet', async () => {
  const events = logged();
  const error = new Error('lost');
  const t = tasklet(
    async () => {
      throw error;
    },
    { name: 'careless' },
  )();
  while (t.alive) await go();
  assert.deepEqual(events(), [['the tasklet careless failed, and nobody waits for it', error]]);
  await assert.rejects(t.join(), error);
  assert.deepEqual(events(), []);
});

test('an error that somebody waits for is not logged', async () => {
  const events = logged();
  const failing = () =>
    tasklet(async () => {
      await schedule();
      throw new Error('awaited');
    })();
  const [joined, fired] = [failing(), failing()];
  fired.result.addErrback(() => 'handled');
  await assert.rejects(joined.join());
  assert.equal(await fired.result, 'handled');
  assert.equal(reportUnhandledErrors(), 0);
  assert.deepEqual(events(), []);
});

test('an error is logged if all who waited for it have given up', async () => {
  const events = logged();
  const controller = new AbortController();
  const t = tasklet(async () => {
    await schedule();
    await schedule();
    throw new Error('unheard');
  })();
  const waiting = t.join({ signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  while (t.alive) await go();
  assert.equal(events().length, 1);
});

test('a tasklet tells its state: scheduled, running, blocked, elsewhere, ended', async () => {
  const channel = new Channel<void>({ name: 'gate' });
  const foreign = new Deferred<void>();
  const states: string[] = [];
  const t = tasklet(
    async () => {
      states.push(inspect(t));
      await channel.receive();
      await foreign;
      throw new Error('no');
    },
    { name: 'guard' },
  )();
  const look = (): unknown => states.push(`${inspect(t)} ${t.alive} ${t.scheduled} ${t.blocked}`);
  look();
  await schedule();
  look();
  await channel.send();
  look();
  foreign.callback();
  await t.join().catch(() => {});
  look();
  assert.deepEqual(states, [
    'Tasklet { guard <scheduled> } true true undefined',
    'Tasklet { guard <running> }',
    'Tasklet { guard <waits to receive from gate> } true false to receive from gate',
    'Tasklet { guard <elsewhere> } true false undefined',
    'Tasklet { guard <failed> } false false undefined',
  ]);
});

test('a tasklet without a name is called by that of its function and a number', () => {
  async function worker(): Promise<void> {}
  assert.match(tasklet(worker)().name, /^worker-\d+$/);
  assert.match(tasklet(() => {})().name, /^tasklet-\d+$/);
});

test('tasklets keep the async context in which they were made', async () => {
  const storage = new AsyncLocalStorage<string>();
  const t = storage.run('here', () =>
    tasklet(async () => {
      await schedule();
      return storage.getStore();
    })(),
  );
  assert.equal(await t.join(), 'here');
});

test('waitFor gives the value or throws the error of a promise, a Deferred or a function', async () => {
  assert.equal(await waitFor(Promise.resolve(1)), 1);
  assert.equal(await waitFor(succeed(2)), 2);
  assert.equal(await waitFor(async (signal) => signal.aborted), false);
  await assert.rejects(waitFor(Promise.reject(new Error('no'))), { message: 'no' });
  await assert.rejects(
    waitFor(() => {
      throw new Error('at once');
    }),
    { message: 'at once' },
  );
});

test('waitFor and join obey a signal', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const deferred = new Deferred<void>();
  const waits = [waitFor(deferred, { signal }), tasklet(() => new Channel().receive())().join({ signal })];
  controller.abort('enough');
  await Promise.all(waits.map((wait) => assert.rejects(wait, (reason) => reason === 'enough')));
  assert.equal(deferred.called, true);
  await assert.rejects(waitFor(Promise.resolve(), { signal }), (reason) => reason === 'enough');
});

test('a canceller that throws is logged, and the tasklet goes on', async () => {
  const events = logged();
  const error = new Error('buggy canceller');
  const t = tasklet(() =>
    waitFor(
      new Deferred(() => {
        throw error;
      }),
    ),
  )();
  await schedule();
  t.kill();
  await assert.rejects(t.join(), { code: 'ERR_INTERLOOP_TASKLET_EXIT' });
  assert.deepEqual(events(), [['in the canceller of a Deferred that waitFor() was given', error]]);
});

test('a tasklet cannot wait for its own end', async () => {
  const t: { join(): Promise<unknown> } = tasklet(() => t.join())();
  await assert.rejects(t.join(), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  await assert.rejects(getMain().join(), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('the main tasklet is alive and is not the one of a tasklet', async () => {
  const main = getMain();
  assert.deepEqual([main.name, main.alive, getCurrent() === main], ['main', true, true]);
  assert.equal(await tasklet(() => getCurrent() === getMain())().join(), false);
});

test('wrong arguments are refused', async () => {
  const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
  assert.throws(() => tasklet('fn' as never), { code });
  assert.throws(() => tasklet(() => {}, { name: 5 as never }), { code });
  await assert.rejects(waitFor(5 as never), { code });
  await assert.rejects(waitFor(Promise.resolve(), { signal: 5 as never }), { code });
  await assert.rejects(tasklet(() => {})().join({ signal: {} as never }), { code });
});
