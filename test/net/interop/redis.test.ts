/**
 * A Redis server talks with a protocol of ours.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import {
  backoffPolicy,
  ClientService,
  connectProtocol,
  Factory,
  type Reactor,
  TCPClientEndpoint,
  UNIXClientEndpoint,
} from 'interloop';
import { socketPath } from '../each-transport.ts';
import { folder } from '../kinds/each-loop.ts';
import { onEachLoopUnless, Program, without } from './programs.ts';
import { Redis, type Reply } from './resp.ts';

const MIB = 2 ** 20;
const FOLDER = folder();

const codeOf = (error: unknown) => (error as { code?: string }).code;

const withRedis = (sentence: string, body: (reactor: Reactor) => Promise<void>): void =>
  onEachLoopUnless(without('redis-server'), sentence, body);

async function server(path: string, port = 0): Promise<Program> {
  const nothingSaved = ['--save', '', '--appendonly', 'no', '--dir', FOLDER, '--bind', '127.0.0.1'];
  const program = new Program('redis-server', [...nothingSaved, '--port', String(port), '--unixsocket', path]);
  await program.says(/ready to accept connections|The server is now ready/i);
  return program;
}

async function connected(reactor: Reactor): Promise<{ redis: Redis; program: Program; endpoint: UNIXClientEndpoint }> {
  const path = socketPath();
  const program = await server(path);
  const endpoint = new UNIXClientEndpoint(path, { reactor });
  return { redis: await connectProtocol(endpoint, new Redis()), program, endpoint };
}

/** A port that nobody uses, most likely. */
async function freePort(): Promise<number> {
  const finder = createServer();
  await new Promise<void>((resolve) => finder.listen(0, '127.0.0.1', resolve));
  const { port } = finder.address() as { port: number };
  await new Promise((resolve) => finder.close(resolve));
  return port;
}

withRedis('values are set and got over TCP, and an error is an error', async (reactor) => {
  const port = await freePort();
  await server(socketPath(), port);
  const redis = await connectProtocol(new TCPClientEndpoint('127.0.0.1', port, { reactor }), new Redis());
  assert.equal(await redis.command('SET', 'greeting', 'hello\r\nworld'), 'OK');
  assert.equal(await redis.command('GET', 'greeting'), 'hello\r\nworld');
  assert.equal(await redis.command('GET', 'nothing'), null);
  assert.equal(await redis.command('APPEND', 'greeting', '!'), 13);
  await assert.rejects(redis.command('INCR', 'greeting').toPromise(), /not an integer/);
  await assert.rejects(redis.command('NONSENSE').toPromise(), /unknown command/);
  assert.equal(await redis.command('QUIT'), 'OK');
  assert.equal(codeOf(await redis.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
});

withRedis('ten thousand commands at once are answered in their order', async (reactor) => {
  const { redis } = await connected(reactor);
  const replies: PromiseLike<Reply>[] = [];
  for (let i = 0; i < 5000; i++) replies.push(redis.command('SET', `key ${i}`, `value ${i}`));
  for (let i = 0; i < 5000; i++) replies.push(redis.command('GET', `key ${i}`));
  const told = await Promise.all(replies);
  assert.deepEqual(
    told,
    Array.from({ length: 10_000 }, (_, i) => (i < 5000 ? 'OK' : `value ${i - 5000}`)),
  );
  redis.transport.loseConnection();
  await redis.lost;
});

withRedis('a value of 16 MiB, of any bytes, comes back the same, and so do many of all sizes', async (reactor) => {
  const { redis } = await connected(reactor);
  const large = randomBytes(16 * MIB);
  assert.equal(await redis.command('SET', 'large', large), 'OK');
  assert.ok((await redis.command('GET', 'large')) === large.toString('latin1'));
  const sizes = [0, 1, 2, 3, 1023, 16_382, 16_383, 16_384, 65_534, 65_535, 65_536, 65_537, MIB];
  const values = sizes.map((size) => randomBytes(size));
  const names = values.map((_, i) => `value ${i}`);
  await redis.command('MSET', ...values.flatMap((value, i) => [names[i] ?? '', value]));
  const told = (await redis.command('MGET', ...names)) as string[];
  assert.ok(values.every((value, i) => told[i] === value.toString('latin1')));
});

withRedis('who has subscribed to a channel hears what others publish, in its order', async (reactor) => {
  const { redis: listener, endpoint } = await connected(reactor);
  const speaker = await connectProtocol(endpoint, new Redis());
  assert.deepEqual(await listener.command('SUBSCRIBE', 'news'), ['subscribe', 'news', 1]);
  const all = new Promise<void>((resolve) => {
    listener.onPush = () => listener.pushed.length === 100 && resolve();
  });
  for (let i = 0; i < 100; i++) assert.equal(await speaker.command('PUBLISH', 'news', `item ${i}`), 1);
  await all;
  assert.deepEqual(
    listener.pushed,
    Array.from({ length: 100 }, (_, i) => ['message', 'news', `item ${i}`]),
  );
});

withRedis(
  'what was asked of a server that is killed fails, and it is connected to when it is back',
  async (reactor) => {
    const path = socketPath();
    const program = await server(path);
    const lost: unknown[] = [];
    class Known extends Redis {
      override connectionLost(reason: Error): void {
        lost.push(codeOf(reason));
        super.connectionLost(reason);
      }
    }
    const policy = backoffPolicy({ initialDelay: 20, maxDelay: 100 });
    const service = new ClientService(new UNIXClientEndpoint(path, { reactor }), Factory.forProtocol(Known), {
      policy,
      time: reactor,
    });
    service.startService();
    const first = (await service.whenConnected()) as Redis;
    assert.equal(await first.command('PING'), 'PONG');
    const asked = first.command('BLPOP', 'a list that stays empty', '0').toPromise();
    const fails = assert.rejects(asked, (error) => /CONNECTION_(LOST|DONE)/.test(codeOf(error) ?? ''));
    await program.kill();
    await fails;
    await assert.rejects(first.command('PING').toPromise(), /no connection/);
    await server(path);
    const second = (await service.whenConnected()) as Redis;
    assert.notEqual(second, first);
    assert.equal(await second.command('PING'), 'PONG');
    assert.equal(lost.length, 1);
    await service.stopService();
    assert.equal(lost.length, 2);
  },
);
