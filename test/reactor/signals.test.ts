import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Reactor } from 'interloop';

/** Sends the signal as soon as the program runs; tells how it has ended. */
async function signalled(signal: NodeJS.Signals, ...args: string[]): Promise<[string, number | null, string | null]> {
  const program = fileURLToPath(new URL('./fixtures/until-signal.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 20_000 });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output === 'running\n') child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', (code, by) => resolve([output, code, by])));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops a reactor in order, and the process ends by it`, async () => {
    assert.deepEqual(await signalled(signal), [`running\nshutdown\n${signal} 0 0\n`, null, signal]);
  });
}

test("a program's own SIGINT handler wins", async () => {
  assert.deepEqual(await signalled('SIGINT', 'own'), ['running\nown handler\nshutdown\nundefined 0 1\n', 0, null]);
});

test('without signal handlers a signal kills', async () => {
  assert.deepEqual(await signalled('SIGTERM', 'off'), ['running\n', null, 'SIGTERM']);
});

for (const [call, signal] of [
  ['sigInt', 'SIGINT'],
  ['sigTerm', 'SIGTERM'],
  ['sigBreak', 'SIGBREAK'],
] as const) {
  test(`${call}() may be called and stops the reactor`, async () => {
    const reactor = new Reactor();
    reactor.callWhenRunning(() => {
      reactor[call]();
      reactor[call]();
    });
    const before = process.listenerCount('SIGTERM');
    assert.equal((await reactor.run()).signal, signal);
    assert.equal(process.listenerCount('SIGTERM'), before);
  });
}
