/**
 * Who runs when, as exact traces.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, type TestContext, test } from 'node:test';
import { setImmediate as go } from 'node:timers/promises';
import { Channel, getCurrent, getRuncount, type Preference, schedule, type Tasklet, tasklet, waitFor } from 'interloop';

let seen: string[];
const note = (what: string): unknown => seen.push(what);

beforeEach(() => {
  seen = [];
});

/** Says its name and a number, gives way, and so on. */
const counter = (name: string, steps: number) =>
  tasklet(async () => {
    for (let step = 1; step <= steps; step++) {
      note(`${name}${step}`);
      await schedule();
    }
  })();

/** A promise of something that nobody here knows of. */
function door(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open: () => open() };
}

test('a tasklet begins when its turn has come, not within the call', async () => {
  const t = tasklet(() => note('run'))();
  note('called');
  assert.equal(t.alive && t.scheduled, true);
  await schedule();
  note('back');
  assert.deepEqual(seen, ['called', 'run', 'back']);
});

test('tasklets run in the order in which they were made, one step each', async () => {
  const all = ['a', 'b', 'c'].map((name) => counter(name, 3));
  for (const each of all) await each.join();
  assert.deepEqual(seen, ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
});

test('the main tasklet takes its turn like the others', async () => {
  counter('a', 3);
  for (const step of [1, 2, 3]) {
    note(`main${step}`);
    await schedule();
  }
  assert.deepEqual(seen, ['main1', 'a1', 'main2', 'a2', 'main3', 'a3']);
});

test('what is made by a tasklet comes after all that stand in the queue', async () => {
  const first = tasklet(async () => {
    note('first');
    tasklet(() => note('made by first'))();
    await schedule();
    note('first again');
  })();
  tasklet(() => note('second'))();
  await first.join();
  assert.deepEqual(seen, ['first', 'second', 'made by first', 'first again']);
});

test('schedule returns at once when nobody else can run', async () => {
  assert.equal(getRuncount(), 1);
  assert.equal(await schedule(), undefined);
});

test('getRuncount counts the caller and those that wait for their turn', async () => {
  const blocked = tasklet(() => new Channel().receive())();
  await schedule();
  assert.equal(getRuncount(), 1);
  counter('a', 1);
  const last = counter('b', 1);
  assert.equal(getRuncount(), 3);
  await schedule();
  blocked.kill();
  assert.equal(getRuncount(), 4);
  await last.join();
  await assert.rejects(blocked.join());
  assert.equal(getRuncount(), 1);
});

test('a turn goes on through async functions, however deeply they are nested', async () => {
  const deep = async (depth: number): Promise<void> => {
    if (depth > 0) await deep(depth - 1);
    else await schedule();
  };
  const nested = (name: string) =>
    tasklet(async () => {
      for (let i = 0; i < 3; i++) {
        await deep(50);
        note(name);
      }
    })();
  const all = [nested('a'), counter('b', 3), nested('c')];
  for (const each of all) await each.join();
  assert.deepEqual(seen, ['b1', 'a', 'b2', 'c', 'a', 'b3', 'c', 'a', 'c']);
});

test('a turn goes on through promises that are there already', async () => {
  const a = tasklet(async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    note('a');
  })();
  counter('b', 1);
  await a.join();
  assert.deepEqual(seen, ['a', 'b1']);
});

test('a turn that was given in a tick is not over with that tick', async () => {
  const channel = new Channel<void>();
  tasklet(async () => {
    await channel.receive();
    for (let i = 0; i < 5; i++) await Promise.resolve();
    note('receiver');
  })();
  await schedule();
  process.nextTick(() => channel.send());
  tasklet(() => note('next'))();
  while (seen.length < 2) await go();
  assert.deepEqual(seen, ['receiver', 'next']);
});

test('a tasklet that comes back from a foreign wait has a turn if no other has one', async () => {
  const { promise, open } = door();
  const [buffer, empty] = [new Channel<void>({ capacity: 1 }), new Channel<void>()];
  tasklet(async () => {
    await promise;
    await buffer.send();
    for (let i = 0; i < 5; i++) await Promise.resolve();
    note('came back first');
  })();
  const blocks = tasklet(async () => {
    await promise;
    await empty.receive();
  })();
  await schedule();
  await go();
  tasklet(() => note('in the queue'))();
  open();
  while (seen.length < 2) await go();
  blocks.kill();
  assert.deepEqual(seen, ['came back first', 'in the queue']);
});

test('a tasklet that awaits something foreign leaves the queue, and comes back when that is ready', async () => {
  const { promise, open } = door();
  const t = tasklet(async () => {
    note('waits');
    await promise;
    note('is back');
    await schedule();
    note('in the queue again');
  })();
  await counter('a', 2).join();
  assert.deepEqual([t.scheduled, t.blocked], [false, undefined]);
  open();
  note('open');
  const b = counter('b', 2);
  await b.join();
  assert.deepEqual(seen, ['waits', 'a1', 'a2', 'open', 'is back', 'b1', 'in the queue again', 'b2']);
});

test('a tasklet that waits with waitFor goes on when its turn has come', async () => {
  const { promise, open } = door();
  const waiting = tasklet(async () => {
    await waitFor(promise);
    note('through the door');
  })();
  await schedule();
  const a = counter('a', 2);
  open();
  await a.join();
  await waiting.join();
  assert.deepEqual(seen, ['a1', 'through the door', 'a2']);
});

test('main code that calls without waiting is not interrupted, and nobody is forgotten', async () => {
  const channel = new Channel<number>();
  for (const name of ['a', 'b', 'c']) tasklet(async () => note(`${name}${await channel.receive()}`))();
  await schedule();
  const sent = [1, 2, 3].map((n) => channel.send(n));
  note('main');
  await Promise.all(sent);
  assert.deepEqual(seen, ['main', 'a1', 'b2', 'c3']);
});

test('a tasklet may wait in several operations at once', async () => {
  const [left, right] = [new Channel<string>(), new Channel<string>()];
  const both = tasklet(() => Promise.all([left.receive(), right.receive()]))();
  await schedule();
  await right.send('r');
  await left.send('l');
  assert.deepEqual(await both.join(), ['l', 'r']);
});

/** One receives twice and one sends twice, the one named first being there first; a third is in the queue. */
async function meeting(first: 'sender' | 'receiver', preference: Preference): Promise<string[]> {
  const channel = new Channel<number>({ preference });
  const receiver = () =>
    tasklet(async () => {
      for (const n of [1, 2]) note(`got ${n === (await channel.receive()) ? n : 'wrong'}`);
    })();
  const sender = () =>
    tasklet(async () => {
      for (const n of [1, 2]) {
        await channel.send(n);
        note(`sent ${n}`);
      }
    })();
  const all = first === 'receiver' ? [receiver(), sender()] : [sender(), receiver()];
  all.push(counter('other', 2));
  for (const each of all) await each.join();
  return seen;
}

test('preference -1: a waiting receiver is next, and its sender goes to the end', async () => {
  assert.deepEqual(await meeting('receiver', -1), ['got 1', 'other1', 'sent 1', 'got 2', 'other2', 'sent 2']);
});

test('preference -1: a receiver that finds a sender goes on, and the sender goes to the end', async () => {
  assert.deepEqual(await meeting('sender', -1), ['got 1', 'other1', 'sent 1', 'got 2', 'other2', 'sent 2']);
});

test('preference 1: a sender that finds a receiver goes on, and the receiver goes to the end', async () => {
  assert.deepEqual(await meeting('receiver', 1), ['sent 1', 'other1', 'got 1', 'sent 2', 'other2', 'got 2']);
});

test('preference 1: a waiting sender is next, and its receiver goes to the end', async () => {
  assert.deepEqual(await meeting('sender', 1), ['sent 1', 'other1', 'got 1', 'sent 2', 'other2', 'got 2']);
});

test('preference 0: whoever came second goes on, and the other goes to the end', async () => {
  assert.deepEqual(await meeting('receiver', 0), ['sent 1', 'other1', 'got 1', 'got 2', 'other2', 'sent 2']);
  seen = [];
  assert.deepEqual(await meeting('sender', 0), ['got 1', 'other1', 'sent 1', 'sent 2', 'other2', 'got 2']);
});

test('preference may be changed while the channel is in use', async () => {
  const channel = new Channel<number>();
  assert.equal(channel.preference, -1);
  channel.preference = 1;
  tasklet(async () => note(`got ${await channel.receive()}`))();
  await schedule();
  await channel.send(1);
  note('sent');
  await schedule();
  assert.deepEqual(seen, ['sent', 'got 1']);
});

test('who finds room in a buffer, or a value in it, goes on', async () => {
  const channel = new Channel<number>({ capacity: 2 });
  const sender = tasklet(async () => {
    for (const n of [1, 2, 3]) {
      await channel.send(n);
      note(`sent ${n}`);
    }
  })();
  const receiver = tasklet(async () => {
    for (let i = 0; i < 3; i++) note(`got ${await channel.receive()}`);
  })();
  await sender.join();
  await receiver.join();
  assert.deepEqual(seen, ['sent 1', 'sent 2', 'got 1', 'got 2', 'got 3', 'sent 3']);
});

test('timers and I/O have their go while tasklets do nothing but give way', { timeout: 20_000 }, async () => {
  let isOver = false;
  const busy = [1, 2].map(() =>
    tasklet(async () => {
      while (!isOver) await schedule();
    })(),
  );
  const timer = setTimeout(() => note('timer'), 1);
  await readFile(new URL(import.meta.url));
  note('file');
  while (seen.length < 2) await go();
  isOver = true;
  for (const each of busy) await each.join();
  clearTimeout(timer);
  assert.deepEqual(seen.sort(), ['file', 'timer']);
});

test('the loop has its go also when the only tasklet never has to wait', { timeout: 20_000 }, async () => {
  const endless = new Channel<number>({ capacity: 1, buffer: 'sliding' });
  const busy = tasklet(async () => {
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, 1);
    while (!isOver) await endless.send(1);
    return 'over';
  })();
  assert.equal(await busy.join(), 'over');
});

test('a pause for the loop changes nothing about the order', { timeout: 20_000 }, async () => {
  const steps: number[] = [];
  let isOver = false;
  const all = [0, 1, 2].map((which) =>
    tasklet(async () => {
      const buffer = new Channel<number>({ capacity: 1 });
      while (!isOver) {
        await buffer.send(which);
        steps.push(await buffer.receive());
        await schedule();
      }
    })(),
  );
  setTimeout(() => {
    isOver = true;
  }, 60);
  for (const each of all) await each.join();
  assert.deepEqual(
    steps.filter((which, i) => which !== i % 3),
    [],
  );
});

/** Has the run queue see a clock that moves only when it is told to. */
function stopClock(t: TestContext): { pass(ms: number): void } {
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  return {
    pass: (ms) => {
      now += ms;
    },
  };
}

test('after 10 milliseconds of turns the next one waits for the loop, and not before', async (t) => {
  const clock = stopClock(t);
  await go();
  const busy = tasklet(async () => {
    for (let ms = 0; ms < 25; ms++) {
      clock.pass(1);
      note(`${ms}`);
      if (ms === 0) setImmediate(() => setImmediate(() => note('loop again')) && note('loop'));
      await schedule();
    }
  })();
  await busy.join();
  assert.deepEqual([seen.indexOf('loop'), seen.indexOf('loop again')], [11, 23]);
});

test('a queue that was empty for long begins without a pause', async (t) => {
  const clock = stopClock(t);
  await schedule();
  await go();
  clock.pass(1000);
  setImmediate(() => note('loop'));
  await counter('a', 2).join();
  assert.deepEqual(seen, ['a1', 'a2']);
});

test('the current tasklet is known throughout, also after foreign waits', async () => {
  const main = getCurrent();
  const t: Tasklet = tasklet(async (): Promise<unknown> => {
    assert.equal(getCurrent(), t);
    await readFile(new URL(import.meta.url));
    assert.equal(getCurrent(), t);
    await schedule();
    return getCurrent();
  })();
  assert.equal(await t.join(), t);
  assert.equal(getCurrent(), main);
  assert.equal(main.name, 'main');
});
