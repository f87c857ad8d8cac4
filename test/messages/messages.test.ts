import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { CancelledError, InterloopError, transfer } from 'interloop';
import { internal } from '../reactor/internal.ts';
import { unreadable } from '../threads/workers/labour.ts';

const { notCloneable } =
  await internal<typeof import('../../src/messages/not-cloneable.ts')>('messages/not-cloneable.js');
const { packError, unpackError } =
  await internal<typeof import('../../src/messages/packed-error.ts')>('messages/packed-error.js');
const { onMessages } = await internal<typeof import('../../src/messages/on-messages.ts')>('messages/on-messages.js');
const { transferListOf } = await internal<typeof import('../../src/messages/transfer.ts')>('messages/transfer.js');

const journey = (thrown: unknown) => unpackError(structuredClone(packError(thrown))) as Error & Record<string, unknown>;

test('an error keeps its name, message, code and other properties on its way to another thread', () => {
  const sent = Object.assign(new Error('no such file'), { code: 'ENOENT', errno: -2, path: '/nowhere' });
  const got = journey(sent);
  assert.ok(got instanceof Error);
  assert.deepEqual({ ...got }, { code: 'ENOENT', errno: -2, path: '/nowhere' });
  assert.equal(got.message, 'no such file');
  assert.equal(got.stack, sent.stack);
});

test("an error of the language's or of this package's is of the same class there", () => {
  assert.ok(journey(new RangeError('too far')) instanceof RangeError);
  const got = journey(new CancelledError('the user left'));
  assert.ok(got instanceof CancelledError && got instanceof InterloopError);
  assert.equal(got.code, 'ERR_INTERLOOP_CANCELLED');
  assert.equal(got.cause, 'the user left');
});

test('an error of a class that the other side does not know keeps its name', () => {
  class MailError extends Error {
    override name = 'MailError';
  }
  const got = journey(new MailError('mailbox full'));
  assert.equal(String(got), 'MailError: mailbox full');
});

test('causes and grouped errors go along, a circle of them ends', () => {
  const inner = Object.assign(new TypeError('inner'), { code: 'E_INNER' });
  const got = journey(new AggregateError([inner], 'outer', { cause: inner }));
  assert.ok(got.cause instanceof TypeError);
  assert.equal((got.cause as unknown as { code: string }).code, 'E_INNER');
  const circle: Error = new Error('round');
  circle.cause = circle;
  assert.equal((journey(circle).cause as Error).message, 'round');
});

test('what cannot be cloned of an error stays behind, the rest goes', () => {
  const got = journey(Object.assign(new Error('x'), { socket: { write() {} }, code: 'E' }));
  assert.deepEqual({ ...got }, { code: 'E' });
});

test('a thrown value that is no error arrives as it is, or as its description', () => {
  assert.deepEqual(journey({ status: 404 }), { status: 404 });
  assert.equal(journey(Symbol('gone')), 'Symbol(gone)');
});

test('the stack tells both sides', () => {
  const got = unpackError(packError(new Error('x')), { border: '--- thread 3, asked by ---', stack: '    at here' });
  assert.match((got as Error).stack!, /^Error: x\n(.|\n)*\n {4}--- thread 3, asked by ---\n {4}at here$/);
});

test('transfer marks what is moved, once for several values', () => {
  const bytes = transfer(new ArrayBuffer(8));
  const message = transfer({ bytes }, [bytes]);
  assert.deepEqual(transferListOf([1, bytes, 'two', message]), [bytes]);
  assert.throws(() => transfer(7 as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('the error about a value that cannot be cloned names the call and the argument', () => {
  const cause = new Error('could not be cloned');
  const error = notCloneable('hash() of file:///app/hash.js', 'argument', [1, { progress: () => {} }], cause);
  assert.match(error.message, /^Argument 2 of 2 for hash\(\) of file:\/\/\/app\/hash\.js \(\{ progress: /);
  assert.equal((error as InterloopError).code, 'ERR_INTERLOOP_NOT_CLONEABLE');
  assert.equal(error.cause, cause);
});

test('the messages of a port are taken in their order, each once, and what cannot be read is told and passed over', async () => {
  const { port1, port2 } = new MessageChannel();
  const taken: unknown[] = [];
  port2.on('messageerror', () => taken.push('unreadable'));
  const all = new Promise<void>((resolve) => onMessages(port2, (n) => taken.push(n) > 2000 && resolve()));
  const expected = Array.from({ length: 2001 }, (_, i) => (i === 600 ? 'unreadable' : i));
  for (const n of expected) port1.postMessage(n === 'unreadable' ? unreadable() : n);
  await all;
  port1.close();
  assert.deepEqual(taken, expected);
});
