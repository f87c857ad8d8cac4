import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { example, runExample } from './example.ts';
import { ANYWHERE, onEachLoop, serve } from './net-example.ts';
import { Program } from './program.ts';

const MIB = 2 ** 20;
const LISTENING = /listening on (\S+):(\d+), forwarding to/;

async function forward(t: TestContext, target: string, ...args: string[]): Promise<{ program: Program; port: number }> {
  const program = Program.example(t, 'port-forwarder/main.ts', [`--listen=${ANYWHERE}`, target, ...args]);
  return { program, port: Number((await program.says(LISTENING))[2]) };
}

function dial(t: TestContext, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  return socket;
}

/** What comes until the other side ends its half; this half stays as it is. */
async function untilEnd(socket: Socket): Promise<string> {
  let all = '';
  socket.on('data', (data) => {
    all += data;
  });
  await once(socket, 'end');
  return all;
}

async function listen(t: TestContext, onConnection: (socket: Socket) => void): Promise<[Server, target: string]> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    t.after(() => socket.destroy());
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return [server, `tcp:127.0.0.1:${(server.address() as { port: number }).port}`];
}

onEachLoop('everything goes through in both directions, and is counted', async (t, ...args) => {
  const { endpoint } = await serve(t, 'echo/server.ts');
  const { program, port } = await forward(t, endpoint, '--interval=0.02', ...args);
  const client = dial(t, port);
  const sent = Buffer.alloc(5 * MIB, 'forward');
  client.end(sent);
  const chunks: Buffer[] = [];
  for await (const chunk of client) chunks.push(chunk);
  assert.ok(sent.equals(Buffer.concat(chunks)));
  await program.says(/^connection 1: from 127\.0\.0\.1:\d+$/m);
  await program.says(/^connection 1: has ended, 5242880 bytes there, 5242880 back$/m);
  await program.says(/^0 connections, 5\.0 MiB there, 5\.0 MiB back$/m);
  program.process.kill('SIGINT');
  const { stderr, ends } = await program.ends();
  assert.deepEqual([stderr, ends], ['', 'SIGINT']);
});

test('each half ends by itself', async (t) => {
  const [, target] = await listen(t, async (socket) => {
    socket.end('greeting ');
    assert.equal(await untilEnd(socket), 'question');
  });
  const { program, port } = await forward(t, target);
  const client = dial(t, port);
  assert.equal(await untilEnd(client), 'greeting ');
  client.end('question');
  await program.says(/^connection 1: has ended, 8 bytes there, 9 back$/m);
});

test('a connection that breaks on one side is broken on the other', async (t) => {
  const [, target] = await listen(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const { program, port } = await forward(t, target);
  const client = dial(t, port);
  client.write('x');
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  await program.says(/^connection 1: has ended, 1 bytes there, 0 back$/m);
});

test('a client that goes away takes the other connection along', async (t) => {
  let client: Socket | undefined;
  const closed = new Promise((resolve) => {
    listen(t, (socket) => {
      socket.once('close', resolve).once('data', () => client!.resetAndDestroy());
    }).then(async ([, target]) => {
      client = dial(t, (await forward(t, target)).port);
      client.write('x');
    });
  });
  await closed;
});

test('nobody there is told, and the connection is closed', async (t) => {
  const [server, target] = await listen(t, () => {});
  server.close();
  const { program, port } = await forward(t, target);
  const client = dial(t, port);
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  await program.says(/^connection 1: Cannot connect to 127\.0\.0\.1:\d+: nobody listens there$/m);
  await program.says(/^connection 1: has ended, 0 bytes there, 0 back$/m);
});

test('what nobody reads stays with who has sent it', async (t) => {
  const [, target] = await listen(t, (socket) => socket.pause());
  const { port } = await forward(t, target);
  const client = dial(t, port);
  client.write(Buffer.alloc(256 * MIB));
  await once(client, 'connect');
  for (let before = -1; before < client.bytesWritten; await sleep(300)) before = client.bytesWritten;
  assert.ok(client.writableLength > 0);
});

test('on a terminal the counts are drawn again in their place', async (t) => {
  const { endpoint } = await serve(t, 'echo/server.ts');
  const command = `"${process.execPath}" "${example('port-forwarder/main.ts')}" --listen=${ANYWHERE} ${endpoint}`;
  const program = new Program(t, 'script', ['--quiet', '--command', command, '/dev/null']);
  const [, , port] = await program.says(LISTENING);
  const client = dial(t, Number(port));
  client.write('hello');
  await program.says(/1 connection, 5 bytes there, 5 bytes back(?!\r?\n)/);
  client.end();
  await program.says(/connection 1: has ended, 5 bytes there, 5 back\r\n/);
  program.type('\x03');
  const { stdout } = await program.ends();
  assert.ok(stdout.endsWith('\r\x1b[K0 connections, 5 bytes there, 5 bytes back\r\n'), JSON.stringify(stdout));
});

test('a port that is taken is one line and exit code 1', async (t) => {
  const { endpoint } = await serve(t, 'echo/server.ts');
  const taken = endpoint.replace(/(.*):(.*):(.*)/, '$1:$3:$2');
  const { stderr, ends } = await runExample('port-forwarder/main.ts', `--listen=${taken}`);
  assert.match(stderr, /^Cannot listen on 127\.0\.0\.1:\d+: .*address already in use[^\n]*\n$/);
  assert.equal(ends, 1);
});
