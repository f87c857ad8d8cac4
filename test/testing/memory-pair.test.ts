/**
 * What a pair in memory does by its clock. That it does what TCP does is tested where all transports are, in test/net.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReceiver, Protocol, Reactor, type Transport, UNIXAddress } from 'interloop';
import { Clock, type MemoryPairOptions, memoryPair } from 'interloop/testing';
import { logged } from '../tasklets/logged.ts';

/** Remembers when it was told what. */
class Diary extends Protocol {
  readonly told: string[] = [];
  now: () => number = () => 0;
  override connectionMade(): void {
    this.tell('made');
  }
  override dataReceived(data: Buffer): void {
    this.tell(`got ${data.length > 20 ? `${data.length} bytes` : data}`);
  }
  override connectionLost(reason: Error & { code?: string }): void {
    this.tell(`lost: ${reason.code?.replace('ERR_INTERLOOP_CONNECTION_', '') ?? reason.message}`);
  }
  tell(what: string): void {
    this.told.push(`${this.now()} ${what}`);
  }
}

class HalfDiary extends Diary {
  override readConnectionLost(): void {
    this.tell('read lost');
  }
  override writeConnectionLost(): void {
    this.tell('write lost');
  }
}

function diaries(options: MemoryPairOptions = {}, Class = Diary) {
  const clock = new Clock();
  const [server, client] = [new Class(), new Class()];
  server.now = () => clock.now();
  client.now = server.now;
  memoryPair(server, client, { clock, ...options });
  const step = (ms: number): void => {
    for (let i = 0; i < ms; i++) clock.advance(1);
  };
  return { clock, server, client, step };
}

test('both protocols are connected at once, and nothing arrives by itself', () => {
  const { server, client } = diaries();
  client.transport.write('hello');
  assert.deepEqual([client.told, server.told], [['0 made'], ['0 made']]);
});

test('without latency bytes arrive when the clock is advanced by nothing', () => {
  const { clock, server, client } = diaries();
  client.transport.write('hello');
  clock.advance(0);
  assert.deepEqual(server.told, ['0 made', '0 got hello']);
});

test('bytes arrive one latency after they were sent, each way', () => {
  const { server, client, step } = diaries({ latency: 50 });
  client.transport.write('ping');
  step(10);
  client.transport.write('pong');
  step(49);
  server.transport.write('answer');
  step(100);
  assert.deepEqual(server.told, ['0 made', '50 got ping', '60 got pong']);
  assert.deepEqual(client.told, ['0 made', '109 got answer']);
});

test('what arrives at the same time is one piece, unless chunks are smaller', () => {
  const whole = diaries();
  whole.client.transport.writeSequence(['ab', 'cd', 'ef']);
  whole.clock.advance(0);
  assert.deepEqual(whole.server.told.slice(1), ['0 got abcdef']);
  const cut = diaries({ chunk: 4 });
  cut.client.transport.writeSequence(['ab', 'cd', 'ef']);
  cut.clock.advance(0);
  assert.deepEqual(cut.server.told.slice(1), ['0 got abcd', '0 got ef']);
});

test('a range of chunks is cut by chance, which is the same for the same seed', () => {
  const sizes = (seed: number | undefined) => {
    const { clock, server, client } = diaries({ chunk: [2, 5], seed });
    client.transport.write('x'.repeat(300));
    clock.advance(0);
    return server.told.slice(1).map((told) => told.split(' ')[2]!.length);
  };
  const first = sizes(7);
  assert.deepEqual(sizes(7), first);
  assert.notDeepEqual(sizes(8), first);
  assert.deepEqual([...new Set(first.slice(0, -1))].sort(), [2, 3, 4, 5]);
  assert.ok(sizes(undefined).length > 0);
});

test('loseConnection() ends the other side when all has arrived, and this one when the other has ended', () => {
  const { server, client, step } = diaries({ latency: 10 });
  client.transport.write('bye');
  client.transport.loseConnection();
  client.transport.write('too late');
  step(30);
  assert.deepEqual(client.told, ['0 made', '20 lost: DONE']);
  assert.deepEqual(server.told, ['0 made', '10 got bye', '10 lost: DONE']);
});

test('loseConnection() waits for a side that does not read, when more is sent than the way has room for', () => {
  const { server, client, step } = diaries();
  server.transport.pauseProducing();
  client.transport.write(Buffer.alloc(70_000));
  client.transport.loseConnection();
  step(10);
  assert.deepEqual(client.told, ['0 made']);
  server.transport.resumeProducing();
  step(10);
  assert.deepEqual(server.told.slice(1), ['11 got 65536 bytes', '11 got 4464 bytes', '11 lost: DONE']);
  assert.deepEqual(client.told, ['0 made', '11 lost: DONE']);
});

test('a side that does not end is waited for until it is silent, and reset if it sends after that', () => {
  const { server, client, step } = diaries({ latency: 10 }, HalfDiary);
  server.transport.loseConnection();
  step(5);
  client.transport.write('are you there?');
  step(2500);
  assert.deepEqual(server.told, ['0 made', '2015 lost: DONE']);
  assert.deepEqual(client.told, ['0 made', '10 read lost']);
  client.transport.write('hello?');
  step(30);
  assert.deepEqual(client.told, ['0 made', '10 read lost', '2525 lost: LOST']);
});

test('a side that goes on sending is waited for for half a minute', () => {
  const { server, client, step } = diaries({ latency: 10 }, HalfDiary);
  server.transport.loseConnection();
  for (let i = 0; i < 40; i++) {
    client.transport.write('and another thing');
    step(1000);
  }
  assert.deepEqual(server.told, ['0 made', '30001 lost: DONE']);
  assert.equal(client.told.at(-1), '30020 lost: LOST');
});

test('abortConnection() is told here at once and there one latency later', () => {
  const { server, client, step } = diaries({ latency: 10 });
  client.transport.abortConnection();
  assert.deepEqual(client.told, ['0 made']);
  step(11);
  assert.deepEqual(client.told, ['0 made', '1 lost: ABORTED']);
  assert.deepEqual(server.told, ['0 made', '10 lost: LOST']);
});

test('each half ends by itself, if the protocols know that', () => {
  const { server, client, step } = diaries({ latency: 10 }, HalfDiary);
  client.transport.write('question');
  client.transport.loseWriteConnection();
  step(15);
  server.transport.write('answer');
  server.transport.loseWriteConnection();
  step(15);
  assert.deepEqual(client.told, ['0 made', '1 write lost', '25 got answer', '25 read lost', '25 lost: DONE']);
  assert.deepEqual(server.told, ['0 made', '10 got question', '10 read lost', '16 write lost', '16 lost: DONE']);
});

test('what a protocol throws ends its connection, with that as the reason', () => {
  const errors = logged();
  const { server, client, clock } = diaries();
  server.dataReceived = () => {
    throw new Error('no good');
  };
  client.transport.write('x');
  clock.advance(0);
  assert.deepEqual(server.told, ['0 made', '0 lost: no good']);
  assert.deepEqual(client.told, ['0 made', '0 lost: LOST']);
  assert.deepEqual(
    errors().map(([why]) => why),
    ['while calling dataReceived of Diary'],
  );
});

/** Writes a kilobyte each time, as often as it may. */
class Pusher {
  isPaused = false;
  readonly calls: string[] = [];
  readonly #transport: Transport;
  constructor(transport: Transport) {
    this.#transport = transport;
  }
  produce(times: number): void {
    for (let i = 0; i < times && !this.isPaused; i++) this.#transport.write(Buffer.alloc(1024));
  }
  pauseProducing(): void {
    this.isPaused = true;
    this.calls.push('pause');
  }
  resumeProducing(): void {
    this.isPaused = false;
    this.calls.push('resume');
  }
  stopProducing(): void {
    this.calls.push('stop');
  }
}

test('a push producer is paused when the other side does not read, and resumed when it does', () => {
  const { server, client, step } = diaries();
  const pusher = new Pusher(client.transport);
  client.transport.registerProducer(pusher, true);
  server.transport.pauseProducing();
  pusher.produce(1000);
  assert.deepEqual(pusher.calls, ['pause']);
  step(10);
  assert.deepEqual(pusher.calls, ['pause']);
  server.transport.resumeProducing();
  step(1);
  assert.deepEqual(pusher.calls, ['pause', 'resume']);
  client.transport.abortConnection();
  step(1);
  assert.deepEqual(pusher.calls, ['pause', 'resume', 'stop']);
});

test('a pull producer is asked once for each time that nothing waits', () => {
  const { server, client, step } = diaries();
  let asked = 0;
  const producer = {
    resumeProducing: () => {
      asked++;
      client.transport.write(Buffer.alloc(40_000));
      if (asked === 5) client.transport.unregisterProducer();
    },
    stopProducing: () => {},
  };
  server.transport.pauseProducing();
  client.transport.registerProducer(producer, false);
  step(10);
  assert.equal(asked, 2);
  server.transport.resumeProducing();
  step(10);
  assert.equal(asked, 5);
});

test('the ends know the addresses of each other', () => {
  const { server, client } = diaries();
  assert.deepEqual(client.transport.getPeer(), server.transport.getHost());
  assert.deepEqual(server.transport.getPeer(), client.transport.getHost());
  const address = new UNIXAddress('/run/test.sock');
  assert.equal(diaries({ serverAddress: address }).client.transport.getPeer(), address);
  assert.equal(diaries({ clientAddress: address }).client.transport.getHost(), address);
});

test('without a clock it makes one', () => {
  const { clock } = memoryPair(new LineReceiver(), new LineReceiver());
  assert.ok(clock instanceof Clock);
});

test('a pair whose clock is a reactor ends with it', async () => {
  const reactor = new Reactor();
  const [server, client] = [new Diary(), new Diary()];
  reactor.callWhenRunning(() => {
    memoryPair(server, client, { clock: reactor });
    client.transport.write('hello');
    server.dataReceived = (data) => {
      server.told.push(String(data));
      reactor.stop();
    };
  });
  await reactor.run({ installSignalHandlers: false });
  assert.deepEqual(server.told, ['0 made', 'hello', '0 lost: LOST']);
  assert.deepEqual(client.told, ['0 made', '0 lost: LOST']);
  assert.throws(() => memoryPair(server, client, { clock: reactor }), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
});

test('wrong options are refused', () => {
  const wrong = [
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, '1'].map((latency) => ({ latency })),
    ...[0, -1, 1.5, '1', [0, 1], [2, 1], [1], []].map((chunk) => ({ chunk })),
    ...[1.5, Number.NaN, '1'].map((seed) => ({ seed })),
  ];
  for (const options of wrong as MemoryPairOptions[]) {
    assert.throws(() => diaries(options), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' }, JSON.stringify(options));
  }
});
