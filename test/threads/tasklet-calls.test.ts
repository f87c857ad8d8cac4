import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Channel,
  callInTasklet,
  type Deferred,
  dispatchTasklets,
  reactor,
  type TaskletCall,
  threadModule,
} from 'interloop';
import { runProgram } from './run-program.ts';

const labour = threadModule<typeof import('./workers/labour.ts')>(new URL('./workers/labour.js', import.meta.url));
const missing = (name: string) => (labour as unknown as Record<string, typeof labour.number>)[name]!;

const ended = reactor.run({ installSignalHandlers: false });
test.after(async () => {
  reactor.stop();
  await ended;
});

/** A channel, and a dispatcher at its other end until the test is over. */
function served(t: { after(fn: () => unknown): void }): Channel<TaskletCall> {
  const calls = new Channel<TaskletCall>();
  const end = dispatchTasklets(calls);
  t.after(() => {
    calls.close();
    return end;
  });
  return calls;
}

async function failure(call: Deferred<unknown>): Promise<{ code: string; message: string }> {
  const error = (await call.toPromise().then(
    () => assert.fail('no error'),
    (thrown) => thrown,
  )) as { code: string; message: string };
  return { code: error.code, message: error.message.replaceAll(/file:\S+\//g, '') };
}

test('calls are made in tasklets of their own, and their results come as Deferreds', async (t) => {
  const calls = served(t);
  const slow = callInTasklet(calls, labour.promised, 'slow');
  assert.equal(await callInTasklet(calls, labour.add, 1, 2), 3);
  assert.equal(await slow, 'slow');
  assert.equal(await callInTasklet(calls, labour.deferred, 'later'), 'later');
});

test('what the function throws comes back as it was thrown, with the stacks of both sides', async (t) => {
  await assert.rejects(callInTasklet(served(t), labour.refuse).toPromise(), (error: RangeError & { code: string }) => {
    assert.ok(error instanceof RangeError);
    assert.equal(error.code, 'E_NO_MORE');
    assert.match(
      error.stack!,
      /labour\.js(.|\n)*--- in a tasklet of thread 0, called from ---(.|\n)*tasklet-calls\.test/,
    );
    return true;
  });
});

test('what cannot be called says which function, and the dispatcher goes on', async (t) => {
  const calls = served(t);
  assert.throws(() => callInTasklet(calls, console.log as never), {
    code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
    message: /^callInTasklet\(\) takes a reference, .*not the function log$/,
  });
  const noExport = await failure(callInTasklet(calls, missing('missing')));
  assert.equal(noExport.code, 'ERR_INTERLOOP_NO_SUCH_FUNCTION');
  assert.match(noExport.message, /^Cannot call missing\(\) of labour\.js: the module exports no function of this name/);
  const nowhere = threadModule<typeof import('./workers/labour.ts')>(new URL('./nowhere.js', import.meta.url));
  assert.deepEqual(await failure(callInTasklet(calls, nowhere.number)), {
    code: 'ERR_INTERLOOP_NO_SUCH_MODULE',
    message: 'Cannot call number() of nowhere.js: there is no such module',
  });
  assert.equal(await callInTasklet(calls, labour.add, 1, 2), 3);
});

test('a channel that is closed, or broken off, fails what nobody has taken', async () => {
  const calls = new Channel<TaskletCall>();
  const waiting = callInTasklet(calls, labour.number);
  calls.close(new Error('no more'));
  assert.equal((await failure(waiting)).code, 'ERR_INTERLOOP_CHANNEL_CLOSED');
  assert.equal((await failure(callInTasklet(calls, labour.number))).code, 'ERR_INTERLOOP_CHANNEL_CLOSED');
});

test('a call that nobody has taken is cancelled without a trace, one that runs loses its result', async (t) => {
  const calls = new Channel<TaskletCall>();
  const waiting = callInTasklet(calls, labour.number);
  assert.equal(calls.balance, 1);
  waiting.cancel();
  assert.equal((await failure(waiting)).code, 'ERR_INTERLOOP_CANCELLED');
  assert.equal(calls.balance, 0);
  const running = callInTasklet(served(t), labour.promised, 'too late');
  await new Promise(setImmediate);
  running.cancel();
  assert.equal((await failure(running)).code, 'ERR_INTERLOOP_CANCELLED');
});

test('a dispatcher ends when its channel is closed and its tasklets have ended', async () => {
  const calls = new Channel<TaskletCall>();
  const order: string[] = [];
  const end = dispatchTasklets(calls).then(() => order.push('dispatcher'));
  const last = callInTasklet(calls, labour.promised, 'call').addCallback((word) => order.push(word));
  await new Promise(setImmediate);
  calls.close();
  await Promise.all([end, last]);
  assert.deepEqual(order.sort(), ['call', 'dispatcher']);
});

test('an error of receive() that is not the end of the channel is that of the dispatcher', async () => {
  const broken = { receive: () => Promise.reject(new RangeError('broken')) };
  await assert.rejects(dispatchTasklets(broken), RangeError);
});

test('a dispatcher that waits for calls does not keep a program, and is no deadlock', async () => {
  assert.equal(await runProgram('idle-dispatcher'), 'the end\n');
});
