import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fixture } from '../cli/command.ts';
import { inEachHost } from '../cli/in-each-host.ts';
import { example } from './example.ts';
import { Program } from './program.ts';

const NEVER = '--pace=10000';
const AT_ONCE = '--pace=1';

async function serve(t: TestContext, ...args: string[]): Promise<{ server: Program; port: string }> {
  const server = Program.example(t, 'network-thread/server.ts', args);
  const [, port] = await server.says(/listening on port (\d+)/);
  return { server, port: port! };
}

function open(t: TestContext, ...args: string[]): Program {
  return Program.example(t, 'network-thread/main.ts', args);
}

const ways: Record<string, { why?: string; close(window: Program): unknown; ends?: NodeJS.Signals; args?: string[] }> =
  {
    'the key q': { why: 'q was pressed', close: (window) => window.type('q') },
    'the end of the input': { why: 'the input has ended', close: (window) => window.process.stdin!.end() },
    'Ctrl-C': { close: (window) => window.process.kill('SIGINT'), ends: 'SIGINT' },
    SIGTERM: { close: (window) => window.process.kill('SIGTERM'), ends: 'SIGTERM' },
  };

for (const [way, { why, close, ends = 0 }] of Object.entries(ways)) {
  inEachHost(`${way} closes the window in order, with a story on its way`, async (host, t) => {
    const { server, port } = await serve(t, NEVER);
    const window = open(t, `--host=${host}`, `--port=${port}`);
    await server.says(/asked for STORY 1/);
    await window.says(/^1: /m);
    close(window);
    const outcome = await window.ends();
    assert.deepEqual([outcome.stderr, outcome.ends], ['', ends]);
    assert.deepEqual(outcome.stdout.trimEnd().split('\n'), [
      `connected to port ${port}`,
      '1: The town band repairs the harbour clock',
      ...(why ? [`closing: ${why}`] : []),
      'story 1: cancelled',
      'the wire has said goodbye',
      'the network thread has ended with code 0',
      `${host} has returned`,
    ]);
    await server.says(/broken off/);
    await server.says(/asked for QUIT/);
  });
}

inEachHost('the time closes it, and the end of the input does not then', async (host, t) => {
  const { port } = await serve(t, NEVER);
  const window = open(t, `--host=${host}`, `--port=${port}`, '--seconds=0.5');
  window.process.stdin!.end();
  const { stdout, stderr, ends } = await window.ends();
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.match(stdout, /^closing: the time is up$/m);
});

inEachHost('a server that dies is told, and watched again when it is back', async (host, t) => {
  const { server, port } = await serve(t, NEVER);
  const window = open(t, `--host=${host}`, `--port=${port}`);
  await server.says(/asked for STORY 1/);
  server.process.kill('SIGKILL');
  await window.says(/^nobody there, trying again$/m);
  await window.says(/^story 1: (the wire broke after 0 lines|read ECONNRESET)$/m);
  await serve(t, AT_ONCE, `--port=${port}`);
  await window.says(/^story 1: 40 lines$/m);
  window.type('q');
  const { stdout, ends } = await window.ends();
  assert.equal(ends, 0, stdout);
});

inEachHost('without a server it closes as well', async (host, t) => {
  const { server, port } = await serve(t);
  server.process.kill();
  await server.ends();
  const window = open(t, `--host=${host}`, `--port=${port}`);
  await window.says(/^nobody there, trying again$/m);
  window.type('q');
  const { stdout, stderr, ends } = await window.ends();
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.match(stdout, /\nclosing: q was pressed\nthe network thread has ended with code 0\n/);
});

inEachHost('a network thread that dies closes the window with exit code 1', async (host, t) => {
  const { port } = await serve(t, NEVER);
  const window = Program.example(t, 'network-thread/main.ts', [`--host=${host}`, `--port=${port}`], {
    env: { NODE_OPTIONS: `--import="${fixture('../../examples/fixtures/crash-in-thread.mjs')}"` },
  });
  const { stdout, stderr, ends } = await window.ends();
  assert.deepEqual([stderr, ends], ['', 1]);
  const lines = ['closing: the network thread has died: crashed', 'the network thread has ended with code 1'];
  assert.ok(stdout.endsWith(`${lines.join('\n')}\n${host} has returned\n`), stdout);
});

test('the server that it starts itself ends with it', async (t) => {
  const window = open(t);
  await window.says(/^1: /m);
  window.process.kill('SIGKILL');
  assert.equal((await window.ends()).ends, 'SIGKILL'); // the server shares its standard error
});

test('on a terminal the frames of the host draw a box, and the terminal is given back', async (t) => {
  const { port } = await serve(t, NEVER);
  const command = `stty rows 30 cols 100 -echo; "${process.execPath}" "${example('network-thread/main.ts')}" --port=${port}; stty -a`;
  const window = new Program(t, 'script', ['--quiet', '--command', command, '/dev/null']);
  await window.says(/┌─ News ─+ connected to port \d+ ┐/);
  await window.says(/│ story 1 +─{30} {2}0 of 40 lines +│/);
  window.type('\x03');
  const { stdout } = await window.ends();
  assert.match(stdout, /│ the network thread has ended with code 0 +│/);
  assert.ok(stdout.includes('\x1b[?25hframe has returned'), stdout);
  assert.match(stdout, / icanon /);
});
