/**
 * Pools and reactors: whose is whose.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadId } from 'node:worker_threads';
import {
  callInThread,
  callMultipleInThread,
  callWithContext,
  deferToThread,
  getThreadPool,
  logContext,
  Reactor,
  ReactorThread,
  suggestThreadPoolSize,
  threadModule,
} from 'interloop';
import { Gate, until } from './gate.ts';
import { codeOf, HERE, labour, logged, poolOf } from './pool-fixtures.ts';
import * as ear from './workers/ear.ts';

test('in a thread of the pool, the reactor is that of the thread that owns the pool', async (t) => {
  const pool = poolOf(t);
  assert.equal(await pool.deferToThread(labour.askBack, HERE, 'asked'), `asked in ${threadId}`);
  pool.callInThread(labour.callBack, HERE, 'called back');
  await ear.heard('called back');
  assert.equal(await codeOf(pool.deferToThread(labour.askBackForError, HERE)), 'E_NO_MORE');
});

test('in a ReactorThread, the pool is that of its reactor', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  await thread.startReactor();
  const { poolThere } = threadModule<typeof import('./workers/pool-there.ts')>(
    new URL('./workers/pool-there.js', import.meta.url),
  );
  assert.equal(await thread.callInReactor(poolThere), `asked in ${thread.threadId}`);
});

test('the context of the log goes along, and callbacks have none that they were not given', async (t) => {
  const pool = poolOf(t);
  const inContext = callWithContext({ system: 'mail', run: () => {} }, () => pool.deferToThread(labour.context));
  const contexts: object[] = [];
  const after = pool.deferToThread(labour.context).addCallback((context) => contexts.push(context, logContext()));
  assert.deepEqual(await inContext, { system: 'mail' });
  await after;
  assert.deepEqual(contexts, [{}, {}]);
});

test('the pool of the program is made once, and its size can be suggested before and after that', async (t) => {
  const other = new Reactor();
  suggestThreadPoolSize(1, other);
  const pool = getThreadPool(other);
  t.after(() => pool.stop());
  assert.equal(getThreadPool(other), pool);
  assert.notEqual(getThreadPool(), pool);
  const gate = new Gate();
  const all = [1, 2, 3].map(() => pool.deferToThread(labour.hold, gate.words));
  assert.equal(pool.statistics.threads, 1);
  suggestThreadPoolSize(2, other);
  assert.equal(pool.statistics.threads, 2);
  gate.open();
  await Promise.all(all);
  assert.throws(() => suggestThreadPoolSize(0), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('deferToThread(), callInThread() and callMultipleInThread() are those of the pool of the program', async (t) => {
  const events = logged(t);
  assert.equal(await deferToThread(labour.add, 1, 2), 3);
  callInThread(labour.refuse);
  callMultipleInThread([
    [labour.number, []],
    [labour.refuse, []],
  ]);
  await until(() => events.length === 2);
  assert.equal(getThreadPool().statistics.completed, 3);
});
