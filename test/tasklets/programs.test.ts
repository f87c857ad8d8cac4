/**
 * Programs as they are written with tasklets, the well-known ones of Stackless among them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as go } from 'node:timers/promises';
import { Channel, inlineCallbacks, schedule, select, tasklet } from 'interloop';
import { onEachLoop } from '../reactor/each-reactor.ts';

test('two tasklets play ping-pong over two channels', async () => {
  const [ping, pong] = [new Channel<number>(), new Channel<number>()];
  const seen: string[] = [];
  const player = tasklet(async (name: string, mine: Channel<number>, theirs: Channel<number>) => {
    for await (const ball of mine) {
      seen.push(`${name}${ball}`);
      if (ball === 6) break;
      await theirs.send(ball + 1);
    }
    theirs.close();
  });
  const players = [player('a', ping, pong), player('b', pong, ping)];
  await ping.send(1);
  for (const each of players) await each.join();
  assert.deepEqual(seen, ['a1', 'b2', 'a3', 'b4', 'a5', 'b6']);
});

test('producers are held back by their consumers, and all that they make arrives once and in order', async () => {
  const channel = new Channel<string>({ capacity: 3 });
  const producer = tasklet(async (name: string) => {
    for (let i = 0; i < 100; i++) await channel.send(`${name}${i}`);
  });
  const producers = [producer('x'), producer('y')];
  const consumer = tasklet(async () => {
    const got: string[] = [];
    for await (const value of channel) {
      got.push(value);
      if (got.length % 7 === 0) await schedule();
      assert.ok(channel.balance <= 5);
    }
    return got;
  });
  const consumers = [consumer(), consumer()];
  for (const each of producers) await each.join();
  channel.close();
  const got = (await Promise.all(consumers.map((each) => each.join()))).flat();
  assert.equal(new Set(got).size, 200);
  for (const name of ['x', 'y']) {
    const own = consumers.length === 2 ? got.filter((value) => value.startsWith(name)) : [];
    assert.equal(own.length, 100);
  }
});

test('a number goes through a chain of ten thousand tasklets, each with a channel of its own', async () => {
  const links = 10_000;
  const first = new Channel<number>();
  let last = first;
  for (let i = 0; i < links; i++) {
    const [left, right] = [last, new Channel<number>()];
    tasklet(async () => {
      for await (const n of left) await right.send(n + 1);
      right.close();
    })();
    last = right;
  }
  const feeder = tasklet(async () => {
    for (const n of [0, 1000]) await first.send(n);
    first.close();
  })();
  assert.deepEqual([await last.receive(), await last.receive()], [links, links + 1000]);
  await feeder.join();
  await assert.rejects(last.receive(), { code: 'ERR_INTERLOOP_CHANNEL_CLOSED' });
});

test('ten thousand tasklets that wait at one channel are killed in a breath', async () => {
  const channel = new Channel<void>();
  const all = Array.from({ length: 10_000 }, () => tasklet(() => channel.receive())());
  await schedule();
  assert.equal(channel.balance, -10_000);
  for (const each of all.toReversed()) each.kill();
  assert.equal(channel.balance, 0);
  await Promise.allSettled(all.map((each) => each.join()));
  assert.ok(all.every(({ alive }) => !alive));
});

test('primes are sieved by a row of tasklets that grows', async () => {
  const sieve = tasklet(async (count: number): Promise<number[]> => {
    const numbers = new Channel<number>();
    const generator = tasklet(async () => {
      for (let n = 2; ; n++) await numbers.send(n);
    })();
    const filters = [generator];
    const primes: number[] = [];
    let source = numbers;
    while (primes.length < count) {
      const prime = await source.receive();
      primes.push(prime);
      const [input, output] = [source, new Channel<number>()];
      const filter = tasklet(async () => {
        for (;;) {
          const n = await input.receive();
          if (n % prime !== 0) await output.send(n);
        }
      });
      filters.push(filter());
      source = output;
    }
    for (const each of filters) await each[Symbol.asyncDispose]();
    return primes;
  });
  assert.deepEqual(await sieve(10).join(), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
});

test('a channel passes calls to a server and their results back', async () => {
  interface Request {
    readonly n: number;
    readonly answer: Channel<number>;
  }
  const requests = new Channel<Request>();
  const server = tasklet(async () => {
    for await (const { n, answer } of requests) {
      if (n < 0) await answer.sendException(new RangeError(`no root of ${n}`));
      else await answer.send(Math.sqrt(n));
    }
  })();
  const call = async (n: number): Promise<number> => {
    const answer = new Channel<number>();
    await requests.send({ n, answer });
    return answer.receive();
  };
  assert.deepEqual(await Promise.all([call(4), call(9), call(16)]), [2, 3, 4]);
  await assert.rejects(call(-1), RangeError);
  requests.close();
  await server.join();
});

test('a coroutine of Deferreds uses channels like a tasklet', async () => {
  const channel = new Channel<number>();
  const sum = inlineCallbacks(function* () {
    const [a, b]: number[] = [yield channel.receive(), yield channel.receive()];
    return a! + b!;
  })();
  await channel.send(1);
  await channel.send(2);
  assert.equal(await sum, 3);
});

onEachLoop('tasklets take turns, and leave the loop its own', async ({ reactor, run }) => {
  const seen: string[] = [];
  const [mail, tick] = [new Channel<string>(), new Channel<void>({ capacity: 1 })];
  const reader = tasklet(async () => {
    for (;;) {
      const { index, value } = await select([{ receive: mail }, { receive: tick }]);
      seen.push(index === 0 ? value : 'tick');
      if (index === 1) return;
    }
  })();
  reactor.callWhenRunning(() => {
    tasklet(async () => {
      for (const letter of ['a', 'b']) await mail.send(letter);
      await go();
      await mail.send('after a turn of the loop');
      reactor.callLater(5, () => tick.trySend());
      await reader.join();
      reactor.stop();
    })();
  });
  await run();
  assert.deepEqual(seen, ['a', 'b', 'after a turn of the loop', 'tick']);
});
