import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  backoffPolicy,
  type ClientEndpoint,
  clientFromString,
  connectProtocol,
  Factory,
  type IPv4Address,
  type Port,
  Protocol,
  serverFromString,
  TCPClientEndpoint,
  withRetries,
  withTimeout,
} from 'interloop';
import { Clock } from 'interloop/testing';
import { closedPort } from '../../support/closed-port.ts';

class Echo extends Protocol {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}

/** Says something, and keeps what comes back. */
class Caller extends Protocol {
  readonly answer = resolvers<string>();

  override connectionMade(): void {
    this.transport.write('hello');
  }

  override dataReceived(data: Buffer): void {
    this.answer.resolve(String(data));
    this.transport.loseConnection();
  }
}

function resolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((set) => {
    resolve = set;
  });
  return { promise, resolve };
}

const listen = (text: string): Promise<Port> => serverFromString(text).listen(Factory.forProtocol(Echo)).toPromise();

for (const kind of ['tcp', 'unix', 'abstract']) {
  test(`${kind}: what is sent to an endpoint comes back`, async () => {
    const path = join(tmpdir(), `interloop-endpoint-${process.pid}.sock`);
    const unix = kind === 'unix' ? `unix:${path}` : `unix:@interloop-endpoint-${process.pid}`;
    const port = await listen(kind === 'tcp' ? 'tcp:0:interface=127.0.0.1' : unix);
    const { port: number } = port.getHost() as IPv4Address;
    const protocol = await connectProtocol(
      clientFromString(kind === 'tcp' ? `tcp:127.0.0.1:${number}` : unix),
      new Caller(),
    );
    assert.ok(protocol.factory instanceof Factory);
    assert.equal(await protocol.answer.promise, 'hello');
    await port.stopListening();
    rmSync(path, { force: true });
  });
}

test('a connection that is refused fails with the reason', async () => {
  const endpoint = new TCPClientEndpoint('127.0.0.1', await closedPort());
  await assert.rejects(endpoint.connect(Factory.forProtocol(Protocol)).toPromise(), {
    code: 'ERR_INTERLOOP_CONNECTION_REFUSED',
  });
});

test('a factory that builds no protocol fails with that', async () => {
  const port = await listen('tcp:0:127.0.0.1');
  const endpoint = new TCPClientEndpoint('127.0.0.1', (port.getHost() as IPv4Address).port);
  await assert.rejects(endpoint.connect(new Factory()).toPromise(), { code: 'ERR_INTERLOOP_NO_PROTOCOL' });
  await port.stopListening();
});

test('an attempt can be cancelled', async () => {
  const port = await listen('tcp:0:127.0.0.1');
  const attempt = new TCPClientEndpoint('127.0.0.1', (port.getHost() as IPv4Address).port).connect(new Factory());
  attempt.cancel();
  await assert.rejects(attempt.toPromise(), { code: 'ERR_INTERLOOP_CONNECTING_CANCELLED' });
  await port.stopListening();
});

test('a port that is taken fails with CannotListen', async () => {
  const port = await listen('tcp:0:127.0.0.1');
  const { port: number } = port.getHost() as IPv4Address;
  await assert.rejects(listen(`tcp:${number}:127.0.0.1`), { code: 'ERR_INTERLOOP_CANNOT_LISTEN' });
  await port.stopListening();
});

/** An endpoint that never answers, or fails so many times. */
class Flaky implements ClientEndpoint {
  attempts = 0;
  readonly #inner: ClientEndpoint;
  readonly #failures: number;

  constructor(inner: ClientEndpoint, failures: number) {
    this.#inner = inner;
    this.#failures = failures;
  }

  connect(factory: Factory) {
    this.attempts++;
    return this.attempts <= this.#failures ? nowhere.connect(factory) : this.#inner.connect(factory);
  }
}

let nowhere: ClientEndpoint;
test.before(async () => {
  nowhere = new TCPClientEndpoint('127.0.0.1', await closedPort());
});

test('with retries an endpoint is tried again as often as it may be', async () => {
  const port = await listen('tcp:0:127.0.0.1');
  const inner = new TCPClientEndpoint('127.0.0.1', (port.getHost() as IPv4Address).port);
  const policy = backoffPolicy({ initialDelay: 1, jitter: 0 });
  const { time } = realTime();
  const twice = new Flaky(inner, 2);
  const protocol = await connectProtocol(withRetries(twice, { attempts: 3, policy, time }), new Caller());
  assert.equal(await protocol.answer.promise, 'hello');
  const always = new Flaky(inner, 9);
  await assert.rejects(connectProtocol(withRetries(always, { attempts: 3, policy, time }), new Caller()).toPromise(), {
    code: 'ERR_INTERLOOP_CONNECTION_REFUSED',
  });
  assert.deepEqual([twice.attempts, always.attempts], [3, 3]);
  await port.stopListening();
});

/** A clock that goes on by itself, as a reactor that does not run has none. */
function realTime() {
  const time = new Clock();
  const timer = setInterval(() => time.advance(1), 1);
  timer.unref();
  return { time };
}

test('with a timeout an endpoint that does not answer fails', async () => {
  const clock = new Clock();
  const { Deferred } = await import('interloop');
  const silent: ClientEndpoint = { connect: () => new Deferred<Protocol>(), toString: () => 'the moon' };
  const attempt = withTimeout(silent, 3000, clock).connect(new Factory());
  const failed = assert.rejects(attempt.toPromise(), {
    code: 'ERR_INTERLOOP_CONNECT_TIMEOUT',
    message: 'Cannot connect to the moon: there is no answer within 3000 ms',
  });
  clock.advance(3000);
  await failed;
});

test('sockets that systemd has opened are listened on by name', async () => {
  const program = `
    import { Factory, Protocol, reactor, serverFromString } from 'interloop';
    process.env.LISTEN_PID = String(process.pid);
    class Greeter extends Protocol {
      connectionMade() { this.transport.write('from ' + this.transport.getHost().port); this.transport.loseConnection(); }
    }
    await serverFromString('systemd:admin').listen(Factory.forProtocol(Greeter));
    const missing = await serverFromString('systemd:nothing').listen(new Factory()).toPromise().catch((error) => error.code);
    console.log(missing);
  `;
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const handles = servers.map((server) => (server as unknown as { _handle: { fd: number } })._handle.fd);
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:admin' },
    stdio: ['ignore', 'pipe', 'inherit', ...handles],
  });
  const [line] = await once(child.stdout!, 'data');
  assert.equal(String(line), 'ERR_INTERLOOP_NO_SUCH_SOCKET\n');
  const { port } = servers[1]!.address() as { port: number };
  for (const server of servers) server.close();
  const caller = new Caller();
  await connectProtocol(new TCPClientEndpoint('127.0.0.1', port), caller);
  assert.equal(await caller.answer.promise, `from ${port}`);
  child.kill('SIGKILL');
});
