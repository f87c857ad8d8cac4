/**
 * Producers and consumers, over every transport.
 */
import assert from 'node:assert/strict';
import { Deferred, type PullProducer, type PushProducer, type Transport } from 'interloop';
import { logged } from '../tasklets/logged.ts';
import { onEachTransport } from './each-transport.ts';
import { Peer } from './peer.ts';

const CHUNK = Buffer.alloc(16_384, 'x');

/** Writes as fast as it may until it has written so many chunks. */
class Push implements PushProducer {
  readonly calls: string[] = [];
  readonly paused = new Deferred();
  isPaused = false;
  left: number;
  readonly #transport: Transport;

  constructor(transport: Transport, chunks: number) {
    this.#transport = transport;
    this.left = chunks;
  }

  produce(): void {
    while (!this.isPaused && this.left > 0) {
      this.left--;
      this.#transport.write(CHUNK);
    }
    if (this.left === 0) this.#transport.unregisterProducer();
  }

  pauseProducing(): void {
    this.calls.push('pause');
    this.isPaused = true;
    if (this.calls.length === 1) this.paused.callback();
  }

  resumeProducing(): void {
    this.calls.push('resume');
    this.isPaused = false;
    this.produce();
  }

  stopProducing(): void {
    this.calls.push('stop');
  }
}

/** Writes a chunk each time that it is asked. */
class Pull implements PullProducer {
  asked = 0;
  isStopped = false;
  readonly #transport: Transport;
  readonly #chunks: number;

  constructor(transport: Transport, chunks: number) {
    this.#transport = transport;
    this.#chunks = chunks;
  }

  resumeProducing(): void {
    this.asked++;
    this.#transport.write(CHUNK);
    if (this.asked === this.#chunks) this.#transport.unregisterProducer();
  }

  stopProducing(): void {
    this.isStopped = true;
  }
}

onEachTransport('a push producer is paused when much waits, and resumed when nothing does', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.pauseProducing();
  const producer = new Push(server.transport, 1000);
  server.transport.registerProducer(producer, true);
  producer.produce();
  await producer.paused;
  assert.ok(producer.left > 0);
  client.transport.resumeProducing();
  server.transport.loseConnection();
  await client.lost;
  assert.equal(client.received.length, 1000 * CHUNK.length);
  const turns = producer.calls.filter((call, i) => call !== (i % 2 === 0 ? 'pause' : 'resume'));
  assert.deepEqual(turns, []);
});

onEachTransport('a pull producer is asked when nothing waits, until it has no more', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const producer = new Pull(server.transport, 200);
  server.transport.registerProducer(producer, false);
  assert.equal(producer.asked, 1);
  server.transport.loseConnection();
  await client.lost;
  assert.equal(client.received.length, 200 * CHUNK.length);
  assert.equal(producer.asked, 200);
  assert.equal(producer.isStopped, false);
});

onEachTransport('a pull producer is not asked again while something waits', async ({ connect, reactor }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.pauseProducing();
  const producer = new Pull(server.transport, Number.POSITIVE_INFINITY);
  server.transport.write(Buffer.alloc(32 * 2 ** 20));
  server.transport.registerProducer(producer, false);
  await new Promise<void>((resolve) => reactor.callLater(0, resolve));
  assert.equal(producer.asked, 1);
  server.transport.abortConnection();
  await server.lost;
  assert.equal(producer.isStopped, true);
});

onEachTransport('loseConnection() waits for the producer', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const producer = new Push(server.transport, 0);
  server.transport.registerProducer(producer, true);
  server.transport.loseConnection();
  assert.deepEqual([server.transport.connected, server.transport.disconnecting], [true, true]);
  server.transport.write('the last words');
  await client.text('the last words');
  server.transport.unregisterProducer();
  server.transport.write('too late');
  await client.lost;
  assert.equal(String(client.received), 'the last words');
  assert.deepEqual(producer.calls, []);
});

onEachTransport('a transport has one producer at a time', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const [first, second] = [new Push(server.transport, 0), new Push(server.transport, 0)];
  server.transport.registerProducer(first, true);
  const code = 'ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED';
  assert.throws(() => server.transport.registerProducer(second, true), { code });
  server.transport.unregisterProducer();
  server.transport.registerProducer(second, true);
  server.transport.abortConnection();
  await server.lost;
  assert.deepEqual([first.calls, second.calls], [[], ['stop']]);
});

onEachTransport('a producer that comes when the connection is lost is stopped', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const [early, late] = [new Push(server.transport, 0), new Push(server.transport, 0)];
  server.transport.loseConnection();
  server.transport.registerProducer(early, true);
  await server.lost;
  server.transport.registerProducer(late, true);
  assert.deepEqual([early.calls, late.calls], [['stop'], ['stop']]);
});

onEachTransport('a producer is stopped when the other side ends the connection', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const producer = new Push(server.transport, 0);
  server.transport.registerProducer(producer, true);
  client.transport.loseConnection();
  await server.lost;
  assert.deepEqual(producer.calls, ['stop']);
});

onEachTransport('what a producer throws is logged, and stops nothing', async ({ connect }) => {
  const errors = logged();
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const throwing = (): never => {
    throw new Error('from a producer');
  };
  server.transport.registerProducer({ resumeProducing: throwing, stopProducing: throwing }, false);
  server.transport.write('still there');
  await client.text('still there');
  server.transport.abortConnection();
  await server.lost;
  assert.ok(errors().some(([why]) => why === 'while calling stopProducing of a producer'));
});

onEachTransport('reading can be paused, and goes on where it was', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.pauseProducing();
  const producer = new Push(server.transport, 500);
  server.transport.registerProducer(producer, true);
  producer.produce();
  await producer.paused;
  assert.equal(client.received.length, 0);
  client.transport.resumeProducing();
  await client.bytes(500 * CHUNK.length);
});

onEachTransport(
  'a protocol that pauses in dataReceived() gets no more before it resumes',
  async ({ connect, reactor }) => {
    class Sip extends Peer {
      sips = 0;
      isPaused = false;
      override dataReceived(data: Buffer): void {
        assert.equal(this.isPaused, false);
        super.dataReceived(data);
        this.sips++;
        this.isPaused = true;
        this.transport.pauseProducing();
        reactor.callLater(0, () => {
          this.isPaused = false;
          this.transport.resumeProducing();
        });
      }
    }
    const [server, client] = [new Peer(), new Sip()];
    await connect(server, client);
    server.transport.write(Buffer.alloc(2 ** 18));
    await client.bytes(2 ** 18);
    assert.ok(client.sips > 1);
  },
);
