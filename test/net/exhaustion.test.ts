/**
 * A process that has no descriptor left, and a port whose accepting fails.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { connect as connectTLS } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Factory } from 'interloop';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { logged } from '../tasklets/logged.ts';
import { LOCALHOST } from './each-transport.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { ClientFor, EchoPeer, Peer } from './peer.ts';

const PROGRAM = fileURLToPath(new URL('./exhaustion-program.js', import.meta.url));

async function exhausted(t: TestContext, loop: string) {
  const script = `ulimit -n 300; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', script, process.execPath, PROGRAM, loop], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? 'null');
  return { next, goOn: () => child.stdin.write('\n'), ended };
}

type Dial = () => Socket;

/** Whether somebody is echoed. */
function isEchoed(dial: Dial): Promise<boolean> {
  let isAnswered = false;
  const socket = dial().on('error', () => {});
  socket.write('hello');
  socket.once('data', () => {
    isAnswered = true;
    socket.end();
  });
  return new Promise((resolve) => socket.once('close', () => resolve(isAnswered)));
}

for (const loop of ["Node's loop", ...HOST_NAMES]) {
  test(`${loop}: without a descriptor everything fails for that reason, once; ports go on, and nothing leaks`, {
    timeout: 30_000,
  }, async (t) => {
    const host = loop === "Node's loop" ? {} : hostUnderTest(loop as (typeof HOST_NAMES)[number]);
    if ('skip' in host) return skipOrFail(t, String(host.skip));
    const { next, goOn, ended } = await exhausted(t, loop);
    const { ports, path, fails } = await next();
    const connecting = 'ERR_INTERLOOP_CONNECT_FAILED: EMFILE';
    const listening = 'ERR_INTERLOOP_CANNOT_LISTEN: EMFILE';
    assert.deepEqual(fails, {
      connectTCP: [connecting],
      connectTLS: [connecting],
      connectUNIX: [connecting],
      listenTCP: [listening],
      listenUNIX: [listening],
      listenUDP: [listening],
      spawnProcess: ['ERR_INTERLOOP_CANNOT_SPAWN: EMFILE'],
    });
    const tls = { port: ports[1], ca: LOCALHOST.cert, servername: 'localhost' };
    const dials: Dial[] = [() => connect(ports[0], '127.0.0.1'), () => connectTLS(tls), () => connect(path)];
    for (const dial of dials) {
      const tries = await Promise.all(Array.from({ length: 5 }, () => isEchoed(dial)));
      assert.deepEqual(tries, [false, false, false, false, false]);
    }
    goOn();
    assert.deepEqual(await next(), { whileFull: 0 });
    for (const dial of dials) {
      const tries = await Promise.all(Array.from({ length: 5 }, () => isEchoed(dial)));
      assert.deepEqual(tries, [true, true, true, true, true]);
    }
    goOn();
    const { more, errors } = await next();
    assert.ok(more[0] <= 0 && more[1] <= 0, `${more}`);
    assert.deepEqual(errors, []);
    assert.deepEqual(await ended, [0, null]);
  });
}

onReactor('a port whose accepting fails goes on, and says so once until it works again', async (reactor) => {
  const errors = logged();
  const servers: Server[] = [];
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    servers.push(this);
    return listen.apply(this, args as Parameters<typeof listen>);
  } as typeof listen;
  const port = reactor.listenTCP(0, Factory.forProtocol(EchoPeer), { interface: '127.0.0.1' });
  Server.prototype.listen = listen;
  await port.whenListening();
  const [server] = servers;
  const fail = (): boolean =>
    server?.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' })) ?? false;
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3; i++) assert.ok(fail());
    assert.deepEqual(
      errors().map(([why, error]) => [why, (error as { code?: string }).code]),
      [[`while accepting a connection on 127.0.0.1:0`, 'EMFILE']],
    );
    const client = new Peer();
    reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
    await client.made;
    client.transport.write('still there');
    await client.text('still there');
    client.transport.loseConnection();
    await client.lost;
  }
});
