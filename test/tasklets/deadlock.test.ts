/**
 * Who waits for what. What happens at the end of a process is seen from outside.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Channel,
  Deferred,
  getBlocked,
  getMain,
  onDeadlock,
  reportBlocked,
  schedule,
  select,
  setDebugging,
  tasklet,
  waitFor,
} from 'interloop';
import { node, type Outcome } from '../cli/command.ts';

const INDEX = new URL('../../../dist/index.js', import.meta.url).href;

/** Runs a module that has all exports of `interloop`. */
function run(code: string): Promise<Outcome> {
  const names = 'Channel, Deferred, getBlocked, onDeadlock, schedule, setDebugging, startLogging, tasklet, waitFor';
  return node(['--input-type=module', '--eval', `import { ${names} } from ${JSON.stringify(INDEX)};\n${code}`]);
}

test('the report tells who waits for what, the main tasklet first', async () => {
  const jobs = new Channel({ name: 'jobs' });
  const done = new Channel({ name: 'done' });
  const worker = tasklet(() => jobs.receive(), { name: 'worker' })();
  const others = [
    tasklet(() => done.send(1), { name: 'sender' })(),
    tasklet(() => select([{ receive: jobs }, { send: done, value: 2 }]), { name: 'chooser' })(),
    tasklet(() => waitFor(new Deferred()), { name: 'sleeper' })(),
    tasklet(() => worker.join(), { name: 'heir' })(),
  ];
  await schedule();
  const controller = new AbortController();
  const main = jobs.receive({ signal: controller.signal });
  assert.deepEqual(reportBlocked().split('\n'), [
    'main waits to receive from jobs',
    'worker waits to receive from jobs',
    'sender waits to send to done',
    'chooser waits to receive from jobs or to send to done',
    'sleeper waits for a promise',
    'heir waits for the end of worker',
  ]);
  assert.deepEqual(getBlocked().slice(0, 2), [
    { tasklet: getMain(), waits: 'to receive from jobs', place: undefined },
    { tasklet: worker, waits: 'to receive from jobs', place: undefined },
  ]);
  controller.abort();
  await assert.rejects(main);
  for (const each of [worker, ...others]) each.kill();
  await Promise.allSettled(others.map((each) => each.join()));
  assert.deepEqual(getBlocked(), []);
});

test('with debugging on, the report tells where each waits', async () => {
  const channel = new Channel({ name: 'jobs' });
  setDebugging(true);
  const waits = {
    receives: () => channel.receive(),
    sends: () => new Channel().send(1),
    selects: () => select([{ receive: channel }]),
    loops: async () => {
      for await (const _ of channel) assert.fail();
    },
  };
  const all = Object.values(waits).map((wait) => tasklet(wait)());
  await schedule();
  setDebugging(false);
  const places = getBlocked().map(({ place }) => place);
  assert.equal(places.length, 4);
  for (const place of places) assert.match(place!, /^at .*deadlock\.test/);
  assert.match(reportBlocked(), /^receives-\d+ waits to receive from jobs at .*deadlock\.test/);
  for (const each of all) each.kill();
  await Promise.allSettled(all.map((each) => each.join()));
});

test('what an ended tasklet has left behind is not told of', async () => {
  const channel = new Channel<number>();
  const t = tasklet(() => void channel.receive())();
  await t.join();
  assert.equal(channel.balance, -1);
  assert.deepEqual(getBlocked(), []);
});

test('a long report is cut short', async () => {
  const channel = new Channel();
  const all = Array.from({ length: 30 }, () => tasklet(() => channel.receive())());
  await schedule();
  const lines = reportBlocked().split('\n');
  assert.deepEqual([lines.length, lines.at(-1), getBlocked().length], [21, 'and 10 more', 30]);
  channel.close();
  await Promise.allSettled(all.map((each) => each.join()));
});

test('when everything is blocked, a DeadlockError with the report is raised where the main tasklet waits', async () => {
  const { stdout, stderr, ends } = await run(`
    const [a, b] = [new Channel({ name: 'a' }), new Channel({ name: 'b' })];
    tasklet(async () => { await a.receive(); await b.send(1); }, { name: 'worker' })();
    try {
      await b.receive();
    } catch (error) {
      console.log(error.code);
      console.log(error.message);
    }`);
  assert.deepEqual({ stderr, ends }, { stderr: '', ends: 0 });
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'ERR_INTERLOOP_DEADLOCK',
    'Everything is blocked, and nothing is left that could change it:',
    'main waits to receive from b',
    'worker waits to receive from a',
  ]);
});

test('a program that does nothing about it fails with the report', async () => {
  const { stderr, ends } = await run(`
    setDebugging(true);
    const worker = tasklet(() => new Channel({ name: 'jobs' }).receive(), { name: 'worker' })();
    await worker.join();`);
  assert.equal(ends, 1);
  assert.match(stderr, /main waits for the end of worker at .*\nworker waits to receive from jobs at .*/);
});

test('a program that blocks again is told again', async () => {
  const { stdout, ends } = await run(`
    for (const name of ['one', 'two']) await new Channel({ name }).receive().catch(({ message }) => console.log(message));`);
  assert.equal(ends, 0);
  assert.deepEqual(stdout.match(/receive from \w+/g), ['receive from one', 'receive from two']);
});

test('tasklets that wait when the main one has come to its end are no deadlock', async () => {
  const outcome = await run(`
    const jobs = new Channel();
    tasklet(async () => { for await (const job of jobs) console.log(job); })();
    await jobs.send('the only job');`);
  assert.deepEqual(outcome, { stdout: 'the only job\n', stderr: '', ends: 0 });
});

test('operations that nobody awaits do not end the process with an error', async () => {
  const outcome = await run(`
    const jobs = new Channel();
    jobs.send(1);
    jobs.send(2);
    console.log('done');`);
  assert.deepEqual(outcome, { stdout: 'done\n', stderr: '', ends: 0 });
});

test('a timer that will end the wait is no deadlock', async () => {
  const outcome = await run(`
    const channel = new Channel();
    setTimeout(() => channel.send('in time'), 10);
    console.log(await channel.receive());`);
  assert.deepEqual(outcome, { stdout: 'in time\n', stderr: '', ends: 0 });
});

test('a module that awaits something else, which a blocked tasklet should have brought, ends with the report in its log', async () => {
  const { stderr, ends } = await run(`
    const worker = tasklet(() => new Channel({ name: 'jobs' }).receive(), { name: 'worker' })();
    await worker.result;`);
  assert.equal(ends, 13);
  assert.match(stderr, /ERR_INTERLOOP_DEADLOCK|DeadlockError/);
  assert.match(stderr, /worker waits to receive from jobs/);
});

test('onDeadlock is told instead, and what it throws is logged', async () => {
  const { stdout, stderr, ends } = await run(`
    onDeadlock((blocked) => {
      console.log(blocked.length, blocked[0].waits);
      throw new Error('in the handler');
    });
    new Channel({ name: 'jobs' }).receive();`);
  assert.deepEqual({ stdout, ends }, { stdout: '1 to receive from jobs\n', ends: 0 });
  assert.match(stderr, /given to onDeadlock\(\).*in the handler/s);
});

test('onDeadlock returns what puts the handler before back', async () => {
  const { stdout } = await run(`
    const restore = onDeadlock(() => console.log('one'));
    onDeadlock(() => console.log('two'))();
    new Channel().receive();`);
  assert.equal(stdout, 'one\n');
  assert.throws(() => onDeadlock(5 as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('a deadlock in a worker is raised in the worker', async () => {
  const code = `import { Channel } from ${JSON.stringify(INDEX)};
    import { parentPort } from 'node:worker_threads';
    await new Channel().receive().catch(({ code }) => console.log(code));`;
  const { stdout, ends } = await run(`
    const { Worker } = await import('node:worker_threads');
    new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`)}));`);
  assert.deepEqual({ stdout, ends }, { stdout: 'ERR_INTERLOOP_DEADLOCK\n', ends: 0 });
});
