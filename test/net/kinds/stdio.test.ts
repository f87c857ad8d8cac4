import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConnectionDone, ConnectionLost, StandardIO } from 'interloop';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../../support/hosts.ts';
import { EchoPeer, HalfClosePeer, Peer } from '../peer.ts';
import { folder, PATIENCE_MS, whileRunning } from './each-loop.ts';

const PROGRAM = fileURLToPath(new URL('./stdio-program.js', import.meta.url));
const NODE = `'${process.execPath}' '${PROGRAM}'`;

interface Said {
  readonly out: string;
  readonly err: string;
  /** Exit code or signal. */
  readonly status: number | string;
}

/**
 * Runs a line of the shell, in which NODE stands for the program. If it does not end, it and all that it has started are killed
 * while the test can still tell what they have said.
 */
async function shell(line: string, { input = '', ends = false } = {}): Promise<Said> {
  const child = spawn('sh', ['-c', line.replaceAll('NODE', NODE)], { detached: true });
  const patience = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), PATIENCE_MS / 2);
  child.stdin.on('error', () => {}).write(input);
  if (ends) child.stdin.end();
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status, signal] = await closed;
  clearTimeout(patience);
  return { out, err, status: signal ?? status };
}

for (const host of ["Node's loop", ...HOST_NAMES] as const) {
  test(`${host}: a program in a pipeline ends with its input`, { timeout: PATIENCE_MS }, async (t) => {
    const found = host === "Node's loop" ? { make: undefined } : hostUnderTest(host);
    if ('skip' in found) return skipOrFail(t, found.skip);
    const name = host === "Node's loop" ? '' : host;
    const { out, err, status } = await shell(`printf 'a\\nb\\n' | NODE shout '${name}' | cat -n`);
    assert.deepEqual(
      { out, err, status },
      { out: '     1\tA\n     2\tB\n     3\tstill there\n', err: 'ConnectionDone 0 no terminal\n', status: 0 },
    );
  });
}

test('files are read and written', { timeout: PATIENCE_MS }, async () => {
  const [from, to] = [join(folder(), 'from'), join(folder(), 'to')];
  writeFileSync(from, 'x'.repeat(300_000));
  const { err, status } = await shell(`NODE shout <'${from}' >'${to}'`);
  assert.deepEqual({ err, status }, { err: 'ConnectionDone 0 no terminal\n', status: 0 });
  assert.equal(readFileSync(to, 'utf8'), `${'X'.repeat(300_000)}still there\n`);
});

test('no input at all is its end', { timeout: PATIENCE_MS }, async () => {
  for (const nothing of ['</dev/null', '<&-']) {
    const said = await shell(`NODE shout ${nothing}`);
    assert.deepEqual(said, { out: 'still there\n', err: 'ConnectionDone 0 no terminal\n', status: 0 });
  }
});

test('who ends the connection lets go of the input, so that the program can end', {
  timeout: PATIENCE_MS,
}, async () => {
  const said = await shell('NODE one', { input: 'hello\n' });
  assert.deepEqual(said, { out: 'HELLO\nstill there\n', err: 'ConnectionDone 0 no terminal\n', status: 0 });
});

test('who knows half-closing may answer when the input has ended', { timeout: PATIENCE_MS }, async () => {
  const said = await shell('NODE answer', { input: 'question\n', ends: true });
  const out = 'QUESTION\nthat was all\nstill there\n';
  assert.deepEqual(said, { out, err: 'ConnectionDone 0 no terminal\n', status: 0 });
});

test('an output that nobody reads any more is a ConnectionLost', { timeout: PATIENCE_MS }, async () => {
  const said = await shell('NODE flood | head -c 10');
  assert.deepEqual(said, { out: 'x'.repeat(10), err: 'ConnectionLost 0 no terminal\n', status: 0 });
});

test('all that is written arrives, also at a slow reader', { timeout: PATIENCE_MS }, async () => {
  const { out, err } = await shell('NODE much | (sleep 0.3; wc -c)');
  assert.deepEqual([Number(out), err], [3_000_000 + 'still there\n'.length, 'ConnectionDone 0 no terminal\n']);
});

test('at a terminal, lines are read until its end, and raw mode is taken back', { timeout: PATIENCE_MS }, async (t) => {
  if ((await shell('command -v script')).status !== 0) return skipOrFail(t, 'there is no program script');
  const lines = await shell(`(printf 'hello\\n\\004'; sleep 1) | script -qec "NODE shout" /dev/null`);
  assert.equal(lines.out, 'hello\r\nHELLO\r\nConnectionDone 0 false\r\nstill there\r\n');
  const raw = await shell(`(printf x; sleep 1) | script -qec "NODE raw" /dev/null`);
  assert.match(raw.out, /raw\r?\n.*X.*ConnectionDone 0 false\r\nstill there\r\n$/s);
});

test('other streams will do', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const echo = new EchoPeer();
    const transport = new StandardIO(echo, { stdin, stdout, reactor });
    assert.equal(echo.transport, transport);
    stdin.write('hello');
    assert.equal(String((await once(stdout, 'data'))[0]), 'hello');
    stdin.end();
    assert.ok((await echo.lost) instanceof ConnectionDone);
    assert.equal(stdout.writableEnded, false);
  });
});

test('standard input is left as it was: paused or flowing, with no listener', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    for (const wasFlowing of [false, true]) {
      const [stdin, stdout] = [new PassThrough(), new PassThrough()];
      if (wasFlowing) stdin.resume();
      const peer = new Peer();
      new StandardIO(peer, { stdin, stdout, reactor }).loseConnection();
      await peer.lost;
      assert.equal(stdin.readableFlowing, wasFlowing);
      for (const event of ['data', 'end', 'error']) assert.equal(stdin.listenerCount(event), 0);
    }
  });
});

test('trouble with either stream is a ConnectionLost with its cause', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    for (const which of [0, 1] as const) {
      const streams = [new PassThrough(), new PassThrough()] as const;
      const peer = new HalfClosePeer();
      new StandardIO(peer, { stdin: streams[0], stdout: streams[1], reactor });
      const trouble = new Error('trouble');
      streams[which].destroy(trouble);
      const reason = await peer.lost;
      assert.ok(reason instanceof ConnectionLost);
      assert.equal(reason.cause, trouble);
    }
  });
});

test('only a protocol can be connected, and only before the reactor has shut down', {
  timeout: PATIENCE_MS,
}, async () => {
  let ended: unknown;
  await whileRunning(async (reactor) => {
    ended = reactor;
    assert.throws(() => new StandardIO({} as never, { reactor }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  });
  const options = { reactor: ended as never, stdin: new PassThrough(), stdout: new PassThrough() };
  assert.throws(() => new StandardIO(new Peer(), options), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
});
