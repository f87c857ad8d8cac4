/**
 * How often a thread is woken, seen in the shared memory.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ThreadChannel } from 'interloop';
import { internal } from '../../reactor/internal.ts';

const { placeOf, PLACES, RECEIVERS, WAKES } =
  await internal<typeof import('../../../src/threads/channel/memory.ts')>('threads/channel/memory.js');

/** The sum of one word over all threads that have the channel. */
function sumOf(channel: ThreadChannel, word: number): number {
  const words = new Int32Array(channel.memory);
  return Array.from({ length: Atomics.load(words, PLACES) }, (_, who) =>
    Atomics.load(words, placeOf(who) + word),
  ).reduce((sum, each) => sum + each, 0);
}

function startReceiver(channel: ThreadChannel, gate: Int32Array): Worker {
  return new Worker(new URL('../workers/behind-gate.js', import.meta.url), { workerData: { channel, gate } });
}

test('nobody is woken while nothing comes, and once for all that has come meanwhile', async () => {
  const channel = new ThreadChannel<number>({ capacity: 1000 });
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = startReceiver(channel, gate);
  while (sumOf(channel, RECEIVERS) === 0 || Atomics.load(gate, 0) === 0) await sleep(1);
  await sleep(100);
  assert.equal(sumOf(channel, WAKES), 0);
  for (let n = 0; n < 1000; n++) assert.equal(channel.trySend(n), true);
  assert.equal(sumOf(channel, WAKES), 1);
  Atomics.store(gate, 0, 2);
  Atomics.notify(gate, 0);
  const [sum] = await once(worker, 'message');
  assert.equal(sum, 499_500);
  await once(worker, 'exit');
});

test('a channel keeps no thread alive, but an operation that waits does, and it leaves nothing behind', async () => {
  const channel = new ThreadChannel<number>();
  const [exitCode] = await once(
    new Worker(
      `import('interloop').then(({ ThreadChannel }) => {
        const channel = ThreadChannel.open(require('node:worker_threads').workerData);
        return channel.receive({ signal: AbortSignal.timeout(50) }).catch(() => {});
      });`,
      { eval: true, workerData: channel },
    ),
    'exit',
  );
  assert.equal(exitCode, 0);
  assert.equal(channel.balance, 0);
});
