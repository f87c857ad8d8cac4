import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { example, runExample } from './example.ts';
import { onEachLoop, serve } from './net-example.ts';
import { Program } from './program.ts';

const MIB = 2 ** 20;

function pathFor(t: TestContext, name: string): string {
  const path = join(tmpdir(), `interloop-echo-${process.pid}-${name}`);
  t.after(() => rm(path, { force: true }));
  return path;
}

onEachLoop('what goes to the echo server comes back, however much it is', async (t, ...args) => {
  const { endpoint } = await serve(t, 'echo/server.ts', ...args);
  const [input, output] = [pathFor(t, 'input'), pathFor(t, 'output')];
  const sent = randomBytes(5 * MIB);
  await writeFile(input, sent);
  const client = `"${process.execPath}" "${example('echo/client.ts')}" --connect=${endpoint} ${args.join(' ')}`;
  const { stderr, ends } = await new Program(t, 'sh', ['-c', `${client} <"${input}" >"${output}"`]).ends();
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.ok(sent.equals(await readFile(output)));
});

test('the same over a UNIX socket', async (t) => {
  const { endpoint } = await serve(t, 'echo/server.ts', `--listen=unix:${pathFor(t, 'socket')}`);
  const client = Program.example(t, 'echo/client.ts', [`--connect=${endpoint}`]);
  client.type('hello\n');
  await client.says(/^hello$/m);
  client.process.stdin!.end('again\n');
  assert.deepEqual(await client.ends(), { stdout: 'hello\nagain\n', stderr: '', ends: 0 });
});

test('a server that ends ends the client', async (t) => {
  const { program, endpoint } = await serve(t, 'echo/server.ts');
  const client = Program.example(t, 'echo/client.ts', [`--connect=${endpoint}`]);
  client.type('hello\n');
  await client.says(/hello/);
  program.process.kill('SIGTERM');
  const { stderr, ends } = await client.ends();
  assert.ok(ends === 0 || (ends === 1 && /^The connection was lost: .*\n$/.test(stderr)), `${ends} ${stderr}`);
});

test('an empty input is an empty output', async (t) => {
  const { endpoint } = await serve(t, 'echo/server.ts');
  const { stdout, stderr, ends } = await runExample('echo/client.ts', `--connect=${endpoint}`);
  assert.deepEqual([stdout, stderr, ends], ['', '', 0]);
});
