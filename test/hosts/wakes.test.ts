/**
 * How a host is asked for turns, looked at from the host's side: a queue that the test empties by hand.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { beforeWait, enter, hosted, leave, modal } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { type FakeHost, fake, leftovers, whenHosted } from 'interloop/testing';

/** Calls what the host is asked for until it stays quiet. */
function settle(host: FakeHost): number {
  let calls = 0;
  while (host.next(60)) calls++;
  return calls;
}

test('one wake at most is outstanding, however much there is to do', async () => {
  let most = 0;
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await enter(
    fake((host) => {
      while (ticks < 50) {
        most = Math.max(most, host.pending);
        host.next();
      }
      clearInterval(timer);
    }),
  );
  assert.equal(most, 1);
});

test('a host that does not come round gets no second wake', async () => {
  const pending = await enter(
    fake((host) => {
      settle(host);
      for (let i = 0; i < 5; i++) {
        setTimeout(() => {}, i);
        setImmediate(() => {});
        beforeWait();
      }
      return host.pending;
    }),
  );
  assert.equal(pending, 1);
});

test('idle, nobody asks for a turn', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  const isAsked = await enter(
    fake((host) => {
      let isAsked = true;
      // V8 may collect garbage, in tasks that are turns; it comes to an end.
      for (let period = 0; period < 10 && isAsked; period++) {
        settle(host);
        isAsked = host.next(200);
      }
      return isAsked;
    }),
  );
  server.close();
  assert.equal(isAsked, false);
});

test('a host that was told to quit and goes on, as in a loop of its own, is asked for nothing', async () => {
  const calls = await enter(
    fake((host) => {
      while (!host.quitAsked) host.next();
      let count = 0;
      while (count < 100 && host.next(20)) count++;
      return count;
    }),
    { ref: false },
  );
  assert.ok((calls as number) < 10, `${calls} calls`);
});

test('a function of modal() keeps Node inside until it returns', async () => {
  const host = fake();
  const entry = enter(host, { ref: false });
  const isAsked = await modal(() => {
    for (let i = 0; i < 20 && host.next(20); i++);
    return host.quitAsked;
  });
  await entry;
  assert.deepEqual([isAsked, host.quitAsked], [false, true]);
});

test('a timer that the loop itself makes is honoured although an earlier wait was longer', async () => {
  let fired = false;
  await enter(
    fake((host) => {
      setTimeout(() => {}, 100_000).unref();
      settle(host);
      setTimeout(() => {
        fired = true;
      }, 5);
      while (!fired) host.next();
    }),
  );
  assert.ok(fired);
});

test('a message from another thread wakes a host that is blocked', async () => {
  const worker = new Worker(
    'setTimeout(() => require("node:worker_threads").parentPort.postMessage("hello"), 30); setTimeout(() => {}, 1e4)',
    { eval: true },
  );
  const told = new Promise((resolve) => worker.once('message', resolve));
  void told.then(leave);
  await enter(fake());
  assert.equal(await told, 'hello');
  await worker.terminate();
});

test('a host that quits with a wake outstanding may be entered again, and the stale wake does nothing', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const shared = fake((host) => {
    for (let i = 0; i < 3; i++) host.next();
    while (host.pending === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  });
  for (let i = 0; i < 20; i++) await enter(shared);
  clearInterval(timer);
  assert.ok(ticks > 0);
});

test('a host that returns without a single turn ends the entry', async () => {
  assert.equal(await enter(fake(() => 'at once')), 'at once');
});

test('leave() before the entry takes the request back', async () => {
  const entered = enter(fake(() => assert.fail('it was entered')));
  leave();
  assert.equal(await entered, undefined);
});

test('statistics count turns, wakes and calls on the level of the host, and are frozen', async () => {
  whenHosted(async () => {
    await modal(() => 1);
    await modal(() => 2);
    leave();
  });
  let statistics: ReturnType<NonNullable<ReturnType<typeof hosted>>['statistics']> | undefined;
  await enter(
    fake((host) => {
      while (!host.quitAsked) host.next();
      statistics = hosted()?.statistics();
    }),
  );
  assert.ok(statistics && Object.isFrozen(statistics) && Object.isFrozen(statistics.turnTime));
  assert.equal(statistics.hops, 2);
  assert.equal(statistics.form, 'waker');
  assert.ok(statistics.turns > 0 && statistics.wakes >= statistics.turns && statistics.emptyTurns <= statistics.turns);
  const { mean, p99, longest } = statistics.turnTime;
  assert.ok(mean <= p99 && p99 <= longest && longest < 60_000);
});

test('a child inherits no descriptor of the addon', async () => {
  const { execFile } = await import('node:child_process');
  const descriptors = () =>
    new Promise<string>((resolve, reject) => {
      execFile('ls', ['-l', '/proc/self/fd'], (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
  const plain = (await descriptors()).split('\n').length;
  let inside = 0;
  whenHosted(async () => {
    inside = (await descriptors()).split('\n').length;
    leave();
  });
  await enter(fake());
  assert.equal(inside, plain);
});

test('the poller is one thread, and it is gone after the entry', async () => {
  const before = leftovers().threads;
  let inside = 0;
  whenHosted(() => {
    inside = leftovers().threads;
    leave();
  });
  await enter(fake());
  assert.equal(inside, before + 1);
  assert.equal(leftovers().threads, before);
});

test('the frame host keeps to its grid and drops what it missed', async () => {
  const numbers: number[] = [];
  const onFrame = ({ number, dropped }: { number: number; dropped: number }) => {
    numbers.push(number);
    if (numbers.length === 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    if (numbers.length === 3) assert.ok(dropped >= 1);
    if (numbers.length === 6) leave();
  };
  await enter(frame({ fps: 100, onFrame }));
  assert.ok(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number)));
  assert.ok((numbers[2] as number) >= (numbers[1] as number) + 2);
});
