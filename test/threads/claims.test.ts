import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { internal } from '../reactor/internal.ts';
import { Gate } from './gate.ts';

const { begin, condemn, finish, hasPlace, isOffered, newClaims, numberAfter, offer, withdraw } =
  await internal<typeof import('../../src/threads/claims.ts')>('threads/claims.js');

test('a call that was begun can be condemned, but not withdrawn', () => {
  const claims = newClaims();
  offer(claims, 1);
  assert.equal(condemn(claims, 1), false);
  assert.equal(isOffered(claims, 1), true);
  assert.equal(begin(claims, 1), true);
  assert.equal(isOffered(claims, 1), false);
  assert.equal(withdraw(claims, 1), false);
  assert.equal(condemn(claims, 1), true);
  assert.equal(finish(claims, 1), false);
});

test('a call that was withdrawn cannot be begun, and one that is over cannot be condemned', () => {
  const claims = newClaims();
  offer(claims, 1);
  assert.equal(withdraw(claims, 1), true);
  assert.equal(withdraw(claims, 1), false);
  assert.equal(begin(claims, 1), false);
  offer(claims, 2);
  begin(claims, 2);
  assert.equal(finish(claims, 2), true);
  assert.equal(condemn(claims, 2), false);
});

test('the message of a withdrawn call does not begin a later call that has the same place', () => {
  const claims = newClaims();
  offer(claims, 1);
  withdraw(claims, 1);
  let later = numberAfter(1);
  while (later % 64 !== 1) later = numberAfter(later);
  assert.equal(hasPlace(claims, later), true);
  offer(claims, later);
  assert.equal(begin(claims, 1), false);
  assert.equal(begin(claims, later), true);
  assert.equal(hasPlace(claims, 1), false);
});

test('numbers begin again without two neighbours having the same place', () => {
  const last = 2 ** 30;
  assert.equal(numberAfter(last), 1);
  assert.equal(numberAfter(last - 1), last);
  assert.equal((last - 1) % 64, 63);
  assert.equal(last % 64, 0);
});

test('a thread that is condemned while it runs a call neither answers nor begins another one', async (t) => {
  const claims = newClaims();
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('../../../dist/threads/pool-worker.js', import.meta.url), {
    workerData: { port: port2, claims, owner: 0 },
    transferList: [port2],
  });
  t.after(() => worker.terminate());
  const labour = new URL('./workers/labour.js', import.meta.url).href;
  const gates = [new Gate(), new Gate(), new Gate()];
  for (const [i, name] of ['linger', 'hold', 'hold'].entries()) {
    offer(claims, i + 1);
    port1.postMessage([i + 1, labour, name, [gates[i]!.words], undefined]);
  }
  await gates[0]!.begun();
  gates[0]!.open();
  await gates[1]!.begun();
  assert.equal(condemn(claims, 2), true);
  gates[1]!.open();
  await sleep(20);
  assert.equal(gates[2]!.count, 0);
  assert.deepEqual(receiveMessageOnPort(port1)?.message[0], 1);
  assert.equal(receiveMessageOnPort(port1), undefined);
});
