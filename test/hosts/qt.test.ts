/**
 * What only Qt itself can show: which application there is, whose thread it is, what is refused.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { enter, hosted, leave } from 'interloop/host';
import { qt } from 'interloop/hosts/qt';
import { whenHosted } from 'interloop/testing';
import koffi from 'koffi';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { enteredInWorker } from './in-worker.ts';

const found = hostUnderTest('qt watch');

function onQt(sentence: string, check: () => Promise<void> | void): void {
  test(sentence, { timeout: 60_000 }, (t) => ('skip' in found ? skipOrFail(t, found.skip) : check()));
}

/** Runs a module in a process of its own, in which `qt` and `enter` are there. */
function run(code: string, env: NodeJS.ProcessEnv = {}): { stdout: string; stderr: string; status: number | null } {
  const imports = `
    import { enter, hosted, leave } from ${JSON.stringify(import.meta.resolve('interloop/host'))};
    import { qt } from ${JSON.stringify(import.meta.resolve('interloop/hosts/qt'))};
    import koffi from ${JSON.stringify(import.meta.resolve('koffi'))};
    const leaveInside = () => (hosted() ? leave() : setImmediate(leaveInside));`;
  const args = ['--input-type=module', '-e', imports + code];
  const { DISPLAY: _, WAYLAND_DISPLAY: __, QT_QPA_PLATFORM: ___, ...inherited } = process.env;
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...inherited, ...env }, timeout: 30_000 });
}

for (const [what, options] of Object.entries({
  'a kind of application': { application: 'window' },
  'a version': { version: 4 },
  'a form': { form: 'thread' },
  'a priority': { priority: 0.5 },
})) {
  onQt(`${what} that there is not is refused`, async () => {
    const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
    await assert.rejects(async () => enter(qt(options as never)), { code });
    assert.equal(hosted(), undefined);
  });
}

onQt('where Qt is on GLib no thread is needed', async () => {
  let form: string | undefined;
  whenHosted(() => {
    form = hosted()?.form;
    leave();
  });
  await enter(qt());
  assert.equal(form, 'watch');
});

onQt('the application that a program has made is the one that is used', () => {
  const { stdout, stderr, status } = run(
    `const host = qt();
    qt({ application: 'gui' });
    const self = () => koffi.decode(koffi.load('libQt6Core.so.6').symbol('_ZN16QCoreApplication4selfE', 'void *'), 'void *');
    const made = self();
    leaveInside();
    await enter(host);
    console.log(made !== null && made === self());`,
    { QT_QPA_PLATFORM: 'offscreen' },
  );
  assert.deepEqual({ stdout, status }, { stdout: 'true\n', status: 0 }, stderr);
});

onQt('without a display the application with windows is refused, and the process goes on', () => {
  const { stdout, status } = run("try { qt({ application: 'widgets' }) } catch ({ code }) { console.log(code) }");
  assert.deepEqual({ stdout, status }, { stdout: 'ERR_INTERLOOP_NO_DISPLAY\n', status: 0 });
});

onQt("another thread than the application's is refused", async () => {
  whenHosted(leave);
  await enter(qt());
  assert.equal(await enteredInWorker('qt'), 'ERR_INTERLOOP_HOST_BUSY');
});

onQt('exec() that Qt itself ends resolves the entry with its result', async () => {
  const exit = koffi.load('libQt6Core.so.6').func('void _ZN16QCoreApplication4exitEi(int code)');
  whenHosted(() => exit(7));
  assert.equal(await enter(qt()), 7);
});

test('Qt 5 is hosted like Qt 6', (t) => {
  const program = 'leaveInside(); console.log(await enter(qt({ version: 5 })))';
  const { stdout, stderr, status } = run(program);
  if (stderr.includes('ERR_INTERLOOP_MISSING_LIBRARY')) return skipOrFail(t, 'there is no Qt 5');
  assert.deepEqual({ stdout, stderr, status }, { stdout: '0\n', stderr: '', status: 0 });
});
