import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Outcome } from '../cli/command.ts';
import { runExample } from './example.ts';
import { onEachLoop, serve } from './net-example.ts';

const finger = (address: string, ...args: string[]): Promise<Outcome> =>
  runExample('finger/finger.ts', address, ...args);

onEachLoop('it tells who there is, and of each what they do', async (t, ...args) => {
  const { endpoint } = await serve(t, 'finger/server.ts', ...args);
  const at = endpoint.replace('tcp:', '@');
  assert.deepEqual(await finger(at, ...args), { stdout: 'ada\ngrace\nmargaret\n', stderr: '', ends: 0 });
  assert.equal((await finger(`grace${at}`, ...args)).stdout, 'grace: looks for a moth\n');
  assert.equal((await finger(`nobody${at}`, ...args)).stdout, 'nobody: no such user\n');
});

test('the users are those of a file, as it is just then', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'interloop-finger-'));
  t.after(() => rm(folder, { recursive: true }));
  const users = join(folder, 'users');
  const { endpoint } = await serve(t, 'finger/server.ts', `--users=${users}`);
  const ask = async () => (await finger(endpoint.replace('tcp:', 'eve@'))).stdout;
  assert.match(await ask(), /^The list of users cannot be read: ENOENT/);
  await writeFile(users, 'eve: listens\n');
  assert.equal(await ask(), 'eve: listens\n');
  await writeFile(users, 'no user\neve: sleeps\x1b[2J\n');
  assert.equal(await ask(), 'eve: sleeps[2J\n');
});

test('any client will do, and has one question', async (t) => {
  const { endpoint } = await serve(t, 'finger/server.ts');
  const [, host, port] = endpoint.split(':');
  for (const [question, answer] of [
    ['/W ada\r\ngrace\r\n', 'ada: writes notes on an engine that does not exist yet\r\n'],
    ['ada@elsewhere\n', 'This server asks no others.\r\n'],
    [`${'x'.repeat(600)}\n`, ''],
  ]) {
    const socket = connect(Number(port), host);
    socket.write(question!);
    assert.equal(await text(socket), answer);
  }
});

test('a server that says nothing, that breaks off, or that is not there', async (t) => {
  const silent = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const slow = await finger(`@127.0.0.1:${port}`, '--timeout=0.1');
  assert.match(slow.stderr, /took longer than 100 ms\n$/);
  assert.equal(slow.ends, 1);
  silent.on('connection', (socket) => socket.resetAndDestroy());
  const broken = await finger(`@127.0.0.1:${port}`);
  assert.match(broken.stderr, /^(The connection was lost: .*|Cannot connect to .*)\n$/);
  assert.equal(broken.ends, 1);
  const { stderr, ends } = await finger('@127.0.0.1:1');
  assert.deepEqual([stderr, ends], ['Cannot connect to 127.0.0.1:1: nobody listens there\n', 1]);
});
