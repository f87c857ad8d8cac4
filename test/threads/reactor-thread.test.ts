import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMainThread } from 'node:worker_threads';
import {
  addObserver,
  exposeToThreads,
  Reactor,
  ReactorThread,
  reactor,
  reactorOf,
  removeObserver,
  ThreadDiedError,
  threadModule,
  transfer,
} from 'interloop';
import { leftovers } from 'interloop/testing';
import { Gate } from './gate.ts';
import * as ear from './workers/ear.ts';
import { unreadable } from './workers/labour.ts';

const EAR = new URL('./workers/ear.js', import.meta.url).href;
const labour = threadModule<typeof import('./workers/labour.ts')>(new URL('./workers/labour.js', import.meta.url));
const far = threadModule<typeof import('./workers/far.ts')>(new URL('./workers/far.js', import.meta.url));

/* What a thread tells this one is heard by the reactor of this process. */
exposeToThreads(EAR, { say: ear.say });
const ended = reactor.run({ installSignalHandlers: false });
test.after(async () => {
  reactor.stop();
  await ended;
});

/** A started thread; stopped when the test is over, whatever has become of it. */
async function started(t: { after(fn: () => unknown): void }, options = {}): Promise<ReactorThread> {
  const thread = new ReactorThread({ name: 'network', onCrash: () => {}, ...options });
  t.after(() => thread[Symbol.asyncDispose]());
  await thread.startReactor();
  return thread;
}

test('a function is called in the thread, where the reactor runs, and its result comes back', async (t) => {
  const thread = await started(t);
  assert.deepEqual(await thread.callInReactor(far.where), { isMainThread: false, running: true, own: true });
  assert.equal(await thread.callInReactor(far.later, 'later'), 'later');
  assert.ok(isMainThread);
});

test('what the function throws comes back as it was thrown, with the stacks of both sides', async (t) => {
  const thread = await started(t);
  await assert.rejects(thread.callInReactor(far.refuse).toPromise(), (error: RangeError & { code: string }) => {
    assert.ok(error instanceof RangeError);
    assert.equal(error.code, 'E_NO_MORE');
    assert.match(error.stack!, /far\.js(.|\n)*--- in network, called from ---(.|\n)*reactor-thread\.test\.js/);
    return true;
  });
});

test('calls from before the start are kept and made in order once it runs', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  for (const word of ['one', 'two', 'three']) thread.callInReactor(far.hear, word);
  const heard = thread.callInReactor(far.heardSoFar);
  assert.equal(thread.isReactorRunning(), false);
  await thread.startReactor();
  assert.equal(thread.isReactorRunning(), true);
  assert.deepEqual(await heard, ['one', 'two', 'three']);
});

test('triggers are added before the start and after it, and their order is that of the events', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  thread.addReactorEventTrigger('after', 'startup', far.hear, 'after startup');
  thread.addReactorEventTrigger('before', 'startup', far.hear, 'before startup');
  await thread.startReactor();
  assert.deepEqual(await thread.callInReactor(far.heardSoFar), ['before startup', 'after startup']);
  thread.addReactorEventTrigger('before', 'shutdown', far.slowGoodbye, EAR);
  await thread.stopReactor();
  await ear.heard('goodbye');
});

test('starting twice and stopping what does not run are errors', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  assert.throws(() => thread.stopReactor(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
  const start = thread.startReactor();
  assert.throws(() => thread.startReactor(), { code: 'ERR_INTERLOOP_REACTOR_ALREADY_RUNNING' });
  await start;
  const stop = thread.stopReactor();
  assert.throws(() => thread.stopReactor(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
  assert.deepEqual(await stop, { exitCode: 0, error: undefined });
});

test('it can be started again after its end, and nothing of the first thread is left', async (t) => {
  const before = leftovers();
  const thread = await started(t);
  const first = await thread.callInReactor(far.number);
  await thread.callInReactor(far.hear, 'before');
  await thread.stopReactor();
  await assert.rejects(thread.callInReactor(far.number).toPromise(), { code: 'ERR_INTERLOOP_THREAD_STOPPED' });
  await thread.startReactor();
  assert.notEqual(await thread.callInReactor(far.number), first);
  assert.deepEqual(await thread.callInReactor(far.heardSoFar), []);
  await thread.stopReactor();
  assert.equal(leftovers().threads, before.threads);
});

test('a stop before it runs is kept until it does', async () => {
  const thread = new ReactorThread();
  const start = thread.startReactor();
  assert.deepEqual(await thread.stopReactor(), { exitCode: 0, error: undefined });
  await start;
});

test('what is not answered by the end of the reactor fails', async (t) => {
  const thread = await started(t);
  const answer = thread.callInReactor(far.never).toPromise();
  const refused = assert.rejects(answer, { code: 'ERR_INTERLOOP_THREAD_STOPPED' });
  await thread.stopReactor();
  await refused;
});

test('handles that were left open do not keep the thread', async (t) => {
  const thread = await started(t, { stopTimeout: 60_000 });
  await thread.callInReactor(far.holdOn);
  assert.deepEqual(await thread.stopReactor(), { exitCode: 0, error: undefined });
});

test('a reactor that does not stop in time is ended by force', async (t) => {
  const thread = await started(t, { stopTimeout: 50 });
  const answer = thread.callInReactor(far.block as unknown as typeof far.never).toPromise();
  const refused = assert.rejects(answer, { code: 'ERR_INTERLOOP_THREAD_STOPPED' });
  assert.equal((await thread.stopReactor()).exitCode, 1);
  await refused;
});

test('a reactor that stops by itself ends the thread in order', async (t) => {
  const thread = await started(t);
  const end = thread.join();
  await thread.callInReactor(far.stop);
  assert.deepEqual(await end, { exitCode: 0, error: undefined });
  assert.equal(thread.isReactorRunning(), false);
});

test('an answer that was given before the thread ended is not lost, although the end is heard of first', async (t) => {
  const thread = await started(t);
  const gate = new Gate();
  const answer = thread.callInReactor(labour.exitAfterwards, gate.words);
  while (gate.count === 0);
  const end = performance.now() + 20;
  while (performance.now() < end);
  assert.equal(await answer, 'the answer');
});

for (const [what, kill, cause] of [
  ['an uncaught error', (thread: ReactorThread) => thread.callInReactor(far.crash), /: crashed$/],
  ['process.exit() in it', (thread: ReactorThread) => thread.callInReactor(far.exit, 3), /code 3$/],
  ['the want of memory', (thread: ReactorThread) => thread.callInReactor(far.eatMemory), /memory/],
] as const) {
  test(`a thread that dies of ${what} tells its owner, fails its calls, and can be started again`, async (t) => {
    const crashes: ThreadDiedError[] = [];
    const thread = await started(t, {
      onCrash: (error: ThreadDiedError) => crashes.push(error),
      resourceLimits: { maxOldGenerationSizeMb: 16 },
    });
    const pending = assert.rejects(thread.callInReactor(far.never).toPromise(), { code: 'ERR_INTERLOOP_THREAD_DIED' });
    const end = thread.join();
    kill(thread).addErrback(() => {});
    const { error } = await end;
    await pending;
    assert.ok(error instanceof ThreadDiedError);
    assert.match(error.message, cause);
    assert.deepEqual(crashes, [error]);
    await thread.startReactor();
    assert.equal(await thread.callInReactor(far.later, 'again'), 'again');
  });
}

test('a crash that nobody takes is logged', async (t) => {
  const logged: string[] = [];
  const observe = ({ message }: { message: string }) => logged.push(message);
  addObserver(observe);
  t.after(() => removeObserver(observe));
  const thread = new ReactorThread({ name: 'network' });
  await thread.startReactor();
  const end = thread.join();
  thread.callInReactor(far.exit, 3).addErrback(() => {});
  await end;
  assert.deepEqual(logged, ['while network was running']);
});

test('the end of the reactor that owns it stops it first, and waits', async () => {
  const owner = new Reactor();
  const order: string[] = [];
  const thread = new ReactorThread({ owner });
  owner.callWhenRunning(async () => {
    await thread.startReactor();
    thread.addReactorEventTrigger('before', 'shutdown', far.slowGoodbye, EAR);
    thread.join().addCallback(() => order.push('thread'));
    owner.stop();
  });
  owner.addSystemEventTrigger('during', 'shutdown', () => order.push('owner'));
  await owner.run({ installSignalHandlers: false });
  assert.deepEqual(order, ['thread', 'owner']);
});

test('a call can be cancelled, which cancels what it does there', async (t) => {
  const thread = await started(t);
  const call = thread.callInReactor(far.untilCancelled, EAR);
  const refused = assert.rejects(call.toPromise(), { code: 'ERR_INTERLOOP_CANCELLED' });
  await thread.callInReactor(far.later, 'begun');
  call.cancel();
  await refused;
  await ear.heard('cancelled');
});

test('a signal cancels a call, and one that is cancelled before the start is not made', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  const abort = new AbortController();
  const first = thread.callInReactor(far.hear, 'first').cancelOn(abort.signal);
  const refused = assert.rejects(first.toPromise(), { code: 'ERR_INTERLOOP_CANCELLED', cause: 'changed my mind' });
  thread.callInReactor(far.hear, 'second');
  abort.abort('changed my mind');
  await refused;
  await thread.startReactor();
  assert.deepEqual(await thread.callInReactor(far.heardSoFar), ['second']);
});

test('arguments and results that are marked are moved', async (t) => {
  const thread = await started(t);
  const bytes = new Uint8Array([1, 2, 3]);
  const answer = thread.callInReactor(far.doubled, transfer(bytes, [bytes.buffer]));
  assert.equal(bytes.length, 0);
  assert.deepEqual(await answer, new Uint8Array([2, 4, 6]));
});

test('a trigger that throws, or that is not there, is logged in the thread, and the end is in order', async (t) => {
  const thread = await started(t);
  await thread.callInReactor(far.tellLog, EAR);
  const missing = (far as unknown as Record<string, typeof far.never>).missing!;
  thread.addReactorEventTrigger('before', 'shutdown', missing);
  thread.addReactorEventTrigger('before', 'shutdown', far.refuse);
  thread.addReactorEventTrigger('before', 'shutdown', far.slowGoodbye, EAR);
  await ear.heard('while adding missing() of far.js as a trigger before shutdown');
  assert.deepEqual(await thread.stopReactor(), { exitCode: 0, error: undefined });
  await ear.heard('while calling a trigger before shutdown');
});

test('what cannot be read on the other side is told in the log there', async (t) => {
  const logged: string[] = [];
  const observe = ({ message }: { message: string }) => logged.push(message);
  addObserver(observe);
  t.after(() => removeObserver(observe));
  const thread = await started(t);
  await thread.callInReactor(far.tellLog, EAR);
  thread.callInReactor(far.later, unreadable() as never).addErrback(() => {});
  await ear.heard('while reading a call of another thread');
  const answer = thread.callInReactor(labour.unreadable).toPromise();
  const refused = assert.rejects(answer, { code: 'ERR_INTERLOOP_THREAD_STOPPED' });
  await thread.callInReactor(far.later, 'read');
  assert.deepEqual(logged, ['while reading an answer of network']);
  await thread.stopReactor();
  await refused;
});

test('the thread has a number by which any other thread finds it', async (t) => {
  const thread = await started(t);
  assert.equal(await thread.callInReactor(far.number), thread.threadId);
  assert.equal(await reactorOf(thread.threadId!).callInReactor(far.later, 'found'), 'found');
});

test('what cannot be called is an error at once, or of the call', async (t) => {
  const thread = await started(t);
  assert.throws(() => thread.callInReactor(console.log as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  assert.throws(() => thread.callInReactor(far.hear, (() => {}) as never), { code: 'ERR_INTERLOOP_NOT_CLONEABLE' });
  assert.throws(() => thread.addReactorEventTrigger('amid' as never, 'shutdown', far.stop), {
    code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
  });
  const missing = (far as unknown as Record<string, typeof far.never>).missing!;
  await assert.rejects(thread.callInReactor(missing).toPromise(), { code: 'ERR_INTERLOOP_NO_SUCH_FUNCTION' });
  assert.throws(() => new ReactorThread({ stopTimeout: -1 }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
