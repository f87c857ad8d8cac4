/**
 * What only wxWidgets itself can show: which application there is, whose thread it is, what is refused.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { enter, hosted, leave } from 'interloop/host';
import { wx } from 'interloop/hosts/wx';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { enteredInWorker } from './in-worker.ts';

const found = hostUnderTest('wx waker');

function onWx(sentence: string, check: () => Promise<void> | void): void {
  test(sentence, { timeout: 60_000 }, (t) => ('skip' in found ? skipOrFail(t, found.skip) : check()));
}

for (const [what, options] of Object.entries({
  'a kind of application': { application: 'window' },
  'a form': { form: 'thread' },
  'the watch form without windows': { form: 'watch' },
})) {
  onWx(`${what} that there is not is refused`, async () => {
    const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
    await assert.rejects(async () => enter(wx(options as never)), { code });
    assert.equal(hosted(), undefined);
  });
}

for (const [what, DISPLAY] of Object.entries({ 'without a display': '', 'on a display that is not there': ':4711' })) {
  onWx(`${what} the application with windows is refused, and the process goes on`, () => {
    const program = `
      import { wx } from ${JSON.stringify(import.meta.resolve('interloop/hosts/wx'))};
      try { wx({ application: 'gui' }) } catch ({ code }) { console.log(code) }`;
    const env = { ...process.env, DISPLAY, WAYLAND_DISPLAY: '' };
    const options = { encoding: 'utf8', timeout: 30_000, env } as const;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    assert.deepEqual({ stdout, status }, { stdout: 'ERR_INTERLOOP_NO_DISPLAY\n', status: 0 });
  });
}

onWx("another thread than the application's is refused", async () => {
  whenHosted(leave);
  await enter(wx());
  assert.equal(await enteredInWorker('wx'), 'ERR_INTERLOOP_HOST_BUSY');
});
