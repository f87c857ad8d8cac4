import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runExample } from './example.ts';
import { onEachLoop, serve } from './net-example.ts';
import { Program } from './program.ts';

function open(t: TestContext, endpoint: string, ...args: string[]): Program {
  return Program.example(t, 'key-value/client.ts', [`--connect=${endpoint}`, ...args]);
}

/** Where a server has listened is where another one is to listen. */
const listenAt = (endpoint: string) => `--listen=${endpoint.replace(/(.*):(.*):(.*)/, '$1:$3:$2')}`;

onEachLoop('one request a program', async (t, ...args) => {
  const { endpoint } = await serve(t, 'key-value/server.ts', ...args);
  const ask = async (...words: string[]) => {
    const { stdout, ends } = await runExample('key-value/client.ts', `--connect=${endpoint}`, ...args, ...words);
    assert.equal(ends, 0);
    return stdout.trimEnd();
  };
  assert.equal(await ask('GET', 'colour'), 'NONE');
  assert.equal(await ask('SET', 'colour', 'light', 'green'), 'OK');
  assert.equal(await ask('get colour'), 'VALUE light green');
  assert.equal(await ask('KEYS'), 'KEYS colour');
  assert.equal(await ask('DELETE', 'colour'), 'OK');
  assert.equal(await ask('DELETE', 'colour'), 'NONE');
});

test('a request a line, each answered in its turn', async (t) => {
  const { endpoint } = await serve(t, 'key-value/server.ts');
  const client = open(t, endpoint);
  const lines = Array.from({ length: 500 }, (_, i) => `SET key${i} ${i}\nGET key${i}\n`);
  client.process.stdin!.end(`${lines.join('')}SET\nFETCH x\nGET two words\n`);
  const { stdout, ends } = await client.ends();
  assert.equal(ends, 0);
  const answers = stdout.trimEnd().split('\n');
  assert.deepEqual(
    answers.slice(0, 1000),
    lines.flatMap((_, i) => ['OK', `VALUE ${i}`]),
  );
  assert.equal(answers.slice(1000).filter((answer) => answer.startsWith('ERROR the requests are')).length, 3);
});

onEachLoop('a server that goes and comes back loses no request', async (t, ...args) => {
  const { program, endpoint } = await serve(t, 'key-value/server.ts');
  const client = open(t, endpoint, ...args);
  client.type('SET a 1\n');
  await client.says(/^OK$/m);
  program.process.kill('SIGKILL');
  await client.says(/: not connected, trying again$/m);
  client.type('SET b 2\n');
  await serve(t, 'key-value/server.ts', listenAt(endpoint));
  await client.says(/^OK\nOK$/m);
  client.process.stdin!.end('GET a\nGET b\n');
  const { stdout, stderr, ends } = await client.ends();
  assert.deepEqual([stdout, ends], ['OK\nOK\nNONE\nVALUE 2\n', 0]);
  assert.match(stderr, /^(.*: connected\n.*: not connected, trying again\n.*: connected\n)$/);
});

onEachLoop('it waits for a server, until Ctrl-C', async (t, ...args) => {
  const { program, endpoint } = await serve(t, 'key-value/server.ts');
  program.process.kill();
  await program.ends();
  const client = open(t, endpoint, 'KEYS', ...args);
  await client.says(/not connected, trying again/);
  client.process.kill('SIGINT');
  const { stdout, stderr, ends } = await client.ends();
  assert.deepEqual([stdout, stderr.split('\n').length, ends], ['', 2, 'SIGINT']);
});
