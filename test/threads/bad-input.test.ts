/** What each function says to what it cannot use. What only shows in the other thread is in the suites of each function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadId } from 'node:worker_threads';
import {
  Channel,
  callInTasklet,
  callInThread,
  callMultipleInThread,
  type Deferred,
  deferToThread,
  dispatchTasklets,
  exposeToThreads,
  getThreadPool,
  Reactor,
  ReactorClient,
  ReactorThread,
  reactor,
  reactorOf,
  suggestThreadPoolSize,
  ThreadPool,
  threadModule,
  transfer,
} from 'interloop';

const INVALID = 'ERR_INTERLOOP_INVALID_ARGUMENT';
const NOT_CLONEABLE = 'ERR_INTERLOOP_NOT_CLONEABLE';
const NO_MODULE = 'ERR_INTERLOOP_NO_SUCH_MODULE';
const NO_FUNCTION = 'ERR_INTERLOOP_NO_SUCH_FUNCTION';
const STOPPED = 'ERR_INTERLOOP_THREAD_STOPPED';

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would not let through
type Anything = any;

const far = threadModule<Anything>(new URL('./workers/far.js', import.meta.url)) as Anything;
const nowhere = threadModule<Anything>(new URL('./workers/nowhere.js', import.meta.url)) as Anything;
const stay = () => {};

const network = new ReactorThread({ name: 'network' });
const stopped = new ReactorThread({ name: 'the stopped thread' });
const shut = new ThreadPool(new Reactor(), { name: 'the stopped pool' });
const calls = new Channel<Anything>();
const ended = reactor.run({ installSignalHandlers: false });

test.before(async () => {
  dispatchTasklets(calls);
  await Promise.all([network.startReactor(), stopped.startReactor(), shut.stop()]);
  await stopped.stopReactor();
});
test.after(async () => {
  calls.close();
  reactor.stop();
  await ended;
});

/** Each function that takes a reference. */
const callers: Record<string, (fn: Anything, ...args: Anything[]) => unknown> = {
  callFromThread: (fn, ...args) => reactorOf(network.threadId!).callFromThread(fn, ...args),
  callInReactor: (fn, ...args) => network.callInReactor(fn, ...args),
  addReactorEventTrigger: (fn, ...args) => network.addReactorEventTrigger('after', 'never', fn, ...args),
  deferToThread: (fn, ...args) => deferToThread(fn, ...args),
  callInThread: (fn, ...args) => callInThread(fn, ...args),
  callMultipleInThread: (fn, ...args) => callMultipleInThread([[fn, args]]),
  callInTasklet: (fn, ...args) => callInTasklet(calls, fn, ...args),
};

for (const [name, call] of Object.entries(callers)) {
  test(`${name}() refuses what is no reference, and says what it takes`, () => {
    for (const [wrong, shown] of [
      [console.log, 'the function log'],
      [() => {}, /the function \(anonymous\)/],
      [5, '5'],
      [undefined, 'undefined'],
      [{ module: 5, name: 'hear' }, /\{ module: 5, name: 'hear' \}/],
    ] as const) {
      assert.throws(
        () => call(wrong),
        ({ code, message }: { code: string; message: string }) => {
          assert.equal(code, INVALID);
          assert.match(message, new RegExp(`^${name}\\(\\) takes a reference, threadModule\\(url\\)\\.name, since`));
          assert.match(message, typeof shown === 'string' ? new RegExp(`not ${shown}$`) : shown);
          return true;
        },
      );
    }
  });

  if (name === 'callInTasklet') continue; // over a channel of this thread, where nothing is cloned
  test(`${name}() refuses an argument that cannot be cloned, by its place and function`, () => {
    for (const [args, which] of [
      [[stay], 'The argument for'],
      [[1, { stay }], 'Argument 2 of 2 for'],
      [[Symbol('stay'), 2], 'Argument 1 of 2 for'],
    ] as const) {
      assert.throws(() => call(far.hear, ...args), {
        code: NOT_CLONEABLE,
        message: new RegExp(`^${which} hear\\(\\) of file:.*/far\\.js \\(.*\\) cannot be sent to another thread: `),
      });
    }
  });
}

for (const name of ['callInReactor', 'deferToThread', 'callInTasklet']) {
  test(`${name}() fails with the name of a module or a function that is not there`, async () => {
    const failure = (fn: Anything) => (callers[name]!(fn) as Deferred<unknown>).toPromise();
    await assert.rejects(failure(nowhere.hear), {
      code: NO_MODULE,
      message: /^Cannot call hear\(\) of file:.*\/nowhere\.js: there is no such module$/,
    });
    await assert.rejects(failure(far.unheard), {
      code: NO_FUNCTION,
      message: /^Cannot call unheard\(\) of file:.*\/far\.js: the module exports no function of this name; .*hear/,
    });
  });
}

test('a thread or a pool that has stopped says so, with the name of the function', async () => {
  const names = (where: string) => ({
    code: STOPPED,
    message: new RegExp(`^Cannot call hear\\(\\) of file:.*/far\\.js: ${where} has stopped$`),
  });
  await assert.rejects(stopped.callInReactor(far.hear).toPromise(), names('the stopped thread'));
  assert.throws(() => stopped.addReactorEventTrigger('after', 'never', far.hear), names('the stopped thread'));
  await assert.rejects(shut.deferToThread(far.hear).toPromise(), names('the stopped pool'));
  assert.throws(() => shut.callInThread(far.hear), names('the stopped pool'));
  assert.throws(() => shut.callMultipleInThread([[far.hear, []]]), names('the stopped pool'));
});

test('a number that is none of a thread is refused, and a thread that is not there is an error of the call', async () => {
  for (const wrong of [-1, 0.5, Number.NaN, '0', undefined]) {
    assert.throws(() => reactorOf(wrong as Anything), {
      code: INVALID,
      message: /^The number of a thread is an integer/,
    });
  }
  await assert.rejects(reactorOf(123_456).callInReactor(far.hear).toPromise(), {
    code: 'ERR_INTERLOOP_NO_REACTOR_THERE',
  });
  assert.throws(() => reactorOf(threadId).blockingCallFromThread(far.hear), { code: 'ERR_INTERLOOP_WOULD_DEADLOCK' });
});

test('modules are named by absolute URLs', () => {
  for (const wrong of ['./far.js', '', 5, undefined]) {
    const message = /takes an absolute URL, for example new URL\('\.\/mail\.js', import\.meta\.url\), not /;
    assert.throws(() => threadModule(wrong as Anything), {
      code: INVALID,
      message: new RegExp(`^threadModule\\(\\) ${message.source}`),
    });
    assert.throws(() => exposeToThreads(wrong as Anything, {}), {
      code: INVALID,
      message: new RegExp(`^exposeToThreads\\(\\) ${message.source}`),
    });
  }
  for (const wrong of [undefined, null, 5, { hear: 'hear' }]) {
    assert.throws(() => exposeToThreads(import.meta.url, wrong as Anything), {
      code: INVALID,
      message: /^exposeToThreads\(\) takes functions by name, not /,
    });
  }
});

test('settings and arguments of another kind are refused by their names', async () => {
  for (const [attempt, message] of [
    [() => new ReactorThread({ name: 5 as Anything }), 'name is a string, not 5'],
    [() => new ReactorThread({ owner: {} as Anything }), 'owner is a Reactor, not {}'],
    [() => new ReactorThread({ onCrash: 'log' as Anything }), "onCrash is a function, not 'log'"],
    [() => new ReactorThread({ stopTimeout: Number.NaN }), 'stopTimeout is a number of milliseconds from 0, not NaN'],
    [
      () => network.addReactorEventTrigger('amid' as Anything, 'x', far.hear),
      "A phase is before, during, after, not 'amid'",
    ],
    [() => network.addReactorEventTrigger('after', 5 as Anything, far.hear), 'An event is named by a string, not 5'],
    [() => new ReactorClient(null as Anything), 'where is a Reactor or a ReactorThread, not null'],
    [() => new ReactorClient({} as Anything), 'where is a Reactor or a ReactorThread, not {}'],
    [() => getThreadPool({} as Anything), 'reactor is a Reactor, not {}'],
    [() => suggestThreadPoolSize(1.5), 'maxThreads is an integer from 1, not 1.5'],
    [
      () => callMultipleInThread(5 as Anything),
      'callMultipleInThread() takes a list of [reference, [argument, ...]], not 5',
    ],
    [() => callInTasklet({} as Anything, far.hear), 'channel is a channel that callInTasklet() can send to, not {}'],
    [() => dispatchTasklets(5 as Anything), 'channel is a channel that dispatchTasklets() can receive from, not 5'],
    [() => transfer(5 as Anything), 'transfer() takes an object to move, not 5'],
    [() => transfer({}, 5 as Anything), 'transfer() takes a list of buffers and ports to move, not 5'],
  ] as const) {
    assert.throws(attempt as () => unknown, { code: INVALID, message });
  }
});

test('what cannot be moved is refused with the function that it was for', () => {
  const immovable = {} as Anything;
  for (const call of [callers.callFromThread!, callers.callInReactor!, callers.deferToThread!]) {
    assert.throws(() => call(far.later, transfer({ immovable }, [immovable])), {
      code: NOT_CLONEABLE,
      message: /^What goes with later\(\) of file:.*\/far\.js cannot be sent to another thread/,
    });
  }
});
