/**
 * Threads of a pool that die.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LogEvent, ThreadDiedError, type ThreadPool } from 'interloop';
import { node } from '../cli/command.ts';
import { Gate, until } from './gate.ts';
import { codeOf, DIED, labour, logged, poolOf } from './pool-fixtures.ts';
import { unreadable } from './workers/labour.ts';

for (const [what, kill, how] of [
  ['process.exit() in it', (pool: ThreadPool) => pool.deferToThread(labour.exit, 3), /it has exited with code 3/],
  ['process.exit() after a while', (pool: ThreadPool) => pool.deferToThread(labour.exitLater, 4), /code 4/],
  ['the want of memory', (pool: ThreadPool) => pool.deferToThread(labour.eatMemory), /memory/],
] as const) {
  test(`a thread that dies of ${what} fails the call that it runs, and the others go on in a new one`, async (t) => {
    const pool = poolOf(t, { resourceLimits: { maxOldGenerationSizeMb: 16 } });
    const number = await pool.deferToThread(labour.number);
    const deadly = kill(pool).toPromise();
    const others = Array.from({ length: 5 }, () => pool.deferToThread(labour.number));
    await assert.rejects(deadly, (error: ThreadDiedError) => {
      assert.ok(error instanceof ThreadDiedError);
      assert.match(
        error.message,
        new RegExp(`^thread ${number} of the pool has died: .*, with \\w+\\(\\) of .* under way$`),
      );
      assert.match(error.message, how);
      return true;
    });
    assert.equal(new Set([number, ...(await Promise.all(others))]).size, 2);
  });
}

test('an answer that was given before the thread died is not lost, although the death is heard of first', async (t) => {
  logged(t);
  const pool = poolOf(t);
  const gate = new Gate();
  const answer = pool.deferToThread(labour.exitAfterwards, gate.words);
  while (gate.count === 0);
  const end = performance.now() + 20;
  while (performance.now() < end);
  assert.equal(await answer, 'the answer');
});

test('a thread that dies while it has nothing to do is told about in the log, and replaced', async (t) => {
  const events = logged(t);
  const pool = poolOf(t, { minThreads: 1 });
  await pool.deferToThread(labour.crashAfterwards);
  await until(() => events.length > 0);
  const { error } = events[0]! as LogEvent & { error: ThreadDiedError };
  assert.match(error.message, /^thread \d+ of the pool has died: crashed afterwards$/);
  assert.ok(error.cause instanceof TypeError);
  assert.equal(pool.statistics.threads, 1);
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
});

test('what cannot be received on the other side is the death of the thread, and of that call alone', async (t) => {
  const pool = poolOf(t);
  const number = await pool.deferToThread(labour.number);
  assert.equal(await codeOf(pool.deferToThread(labour.join, unreadable() as never)), DIED);
  const next = await pool.deferToThread(labour.number);
  assert.notEqual(next, number);
  assert.equal(await codeOf(pool.deferToThread(labour.unreadable)), DIED);
  assert.notEqual(await pool.deferToThread(labour.number), next);
});

test('threads that die before they begin anything fail the calls one by one, and are not made for ever', async () => {
  const [preload, program] = ['workers/stillborn.js', 'programs/pool-stillborn.js'].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const { stdout, ends } = await node(['--import', preload!, program!]);
  assert.deepEqual({ stdout, ends }, { stdout: `${`${DIED}\n`.repeat(3)}0 threads\n`, ends: 0 });
});
