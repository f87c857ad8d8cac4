import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addObserver, type LogEvent, Reactor, removeObserver } from 'interloop';

const PROGRAM = fileURLToPath(new URL('./fixtures/until-signal.js', import.meta.url));

type Ending = [output: string, code: number | null, signal: string | null];

/** Sends the signal as soon as the program runs; tells how it has ended. */
async function signalled(signal: NodeJS.Signals, args: string[], command = [process.execPath]): Promise<Ending> {
  const [file, ...before] = command as [string, ...string[]];
  const child = spawn(file, [...before, PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output === 'running\n') process.kill(-child.pid!, signal);
  });
  return new Promise((resolve) => child.on('close', (code, by) => resolve([output, code, by])));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops a reactor in order, and the process ends by it`, async () => {
    assert.deepEqual(await signalled(signal, []), [`running\nshutdown\n${signal} 0 0\n`, null, signal]);
  });

  test(`a shell that started the program sees 128 + the number of ${signal}`, async () => {
    const shell = ['/bin/sh', '-c', `trap : INT TERM; "${process.execPath}" "$@"; echo "exit code $?"`, 'sh'];
    const [output] = await signalled(signal, [], shell);
    assert.equal(output, `running\nshutdown\n${signal} 0 0\nexit code ${128 + constants.signals[signal]}\n`);
  });
}

test("a program's own SIGINT handler wins", async () => {
  assert.deepEqual(await signalled('SIGINT', ['own']), ['running\nown handler\nshutdown\nundefined 0 1\n', 0, null]);
});

test('without signal handlers a signal kills', async () => {
  assert.deepEqual(await signalled('SIGTERM', ['off']), ['running\n', null, 'SIGTERM']);
});

test('inside a host the signals are left alone, unless that is asked for', async () => {
  assert.deepEqual(await signalled('SIGTERM', ['frame']), ['running\n', null, 'SIGTERM']);
  const [output, , by] = await signalled('SIGTERM', ['frame', 'on']);
  assert.deepEqual([output, by], ['running\nshutdown\nSIGTERM 0 0\n', 'SIGTERM']);
});

test('interleave() leaves the signals alone, unless that is asked for', async () => {
  for (const [options, expected] of [
    [undefined, 0],
    [{ installSignalHandlers: true }, 1],
  ] as const) {
    const reactor = new Reactor();
    const before = process.listenerCount('SIGTERM');
    const ended = reactor.interleave((turn) => turn(), options);
    assert.equal(process.listenerCount('SIGTERM') - before, expected);
    reactor.crash();
    await ended;
    assert.equal(process.listenerCount('SIGTERM'), before);
  }
});

for (const [call, signal] of [
  ['sigInt', 'SIGINT'],
  ['sigTerm', 'SIGTERM'],
  ['sigBreak', 'SIGBREAK'],
] as const) {
  test(`${call}() may be called, twice as well: it is logged and stops the reactor`, async (t) => {
    const messages: string[] = [];
    const observer = ({ message }: LogEvent) => messages.push(message);
    addObserver(observer);
    t.after(() => removeObserver(observer));
    const reactor = new Reactor();
    reactor.callWhenRunning(() => {
      reactor[call]();
      reactor[call]();
    });
    const before = process.listenerCount('SIGTERM');
    assert.equal((await reactor.run()).signal, signal);
    assert.equal(process.listenerCount('SIGTERM'), before);
    assert.deepEqual(messages, Array(2).fill(`Received ${signal}, shutting down.`));
  });
}

test('sigTerm() before run() makes it stop in its first pass, and is its result', async () => {
  const reactor = new Reactor();
  const order: string[] = [];
  reactor.sigTerm();
  reactor.callWhenRunning(() => order.push('running'));
  reactor.addSystemEventTrigger('during', 'shutdown', () => order.push('shutdown'));
  const { signal } = await reactor.run();
  assert.deepEqual([order, signal], [['running', 'shutdown'], 'SIGTERM']);
});
