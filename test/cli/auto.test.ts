/**
 * `interloop run` without a host: the program lives in the one whose toolkit it loads.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Program } from '../examples/program.ts';
import { type HostName, hostUnderTest, skipOrFail, type WindowedHostName } from '../support/hosts.ts';
import { displayFor } from '../support/xvfb.ts';
import { CLI, fixture, interloop } from './command.ts';

const NO_DISPLAY = { DISPLAY: '', WAYLAND_DISPLAY: '' };

const cases: readonly [what: string, libraries: string[], host: string, needs: HostName][] = [
  ['no toolkit', ['libm.so.6'], 'glib', 'glib watch'],
  ['Qt without an application', ['libQt6Core.so.6'], 'glib', 'qt watch'],
  ['wxWidgets without an application', ['libwx_baseu-3.2.so.0'], 'glib', 'wx waker'],
  ['Tk', ['libtcl8.6.so', 'libtk8.6.so'], 'tk', 'tk'],
  ['SDL', ['libSDL2-2.0.so.0'], 'sdl', 'sdl waker'],
  ['GTK without a display', ['libgtk-3.so.0'], 'glib', 'glib watch'],
];
for (const [what, libraries, host, needs] of cases) {
  test(`a program that loads ${what} lives in ${host}`, async (t) => {
    const found = hostUnderTest(needs);
    if ('skip' in found) return skipOrFail(t, found.skip);
    const { stdout, stderr, ends } = await interloop(['run', fixture('loads.mjs'), ...libraries], { env: NO_DISPLAY });
    assert.deepEqual({ stdout, stderr, ends }, { stdout: `${host}\n`, stderr: '', ends: 0 });
  });
}

for (const kind of ['cjs', 'mjs']) {
  test(`what was given to modal() before the host is another one is called in that one, as .${kind}`, async (t) => {
    const found = hostUnderTest('tk');
    if ('skip' in found) return skipOrFail(t, found.skip);
    const { stdout, stderr, ends } = await interloop(['run', fixture(`modal.${kind}`), 'libtcl8.6.so', 'libtk8.6.so']);
    assert.deepEqual({ stdout, stderr, ends }, { stdout: 'tk\n', stderr: '', ends: 0 });
  });
}

for (const [library, version] of [
  ['libgtk-3.so.0', 3],
  ['libgtk-4.so.1', 4],
] as const) {
  test(`a program that loads GTK ${version} on a display lives in gtk`, async (t) => {
    const display = await displayFor(t);
    if (!display) return;
    const { stdout, ends } = await interloop(['run', fixture('loads.mjs'), library], { env: display.env });
    assert.deepEqual({ stdout, ends }, { stdout: 'gtk\n', ends: 0 });
  });
}

for (const version of ['3', '4']) {
  for (const how of [[], ['--host=gtk']]) {
    test(`a window of GTK ${version} keeps a program alive that has nothing else, run ${how.join() || 'without a host'}`, async (t) => {
      const display = await displayFor(t);
      if (!display) return;
      const program = new Program(t, process.execPath, [CLI, 'run', ...how, fixture('gtk-window.cjs'), version]);
      const window = await display.window('Alone');
      await program.says(/^gtk, 0 loops of its own$/m);
      await display.close(window);
      assert.equal((await program.ends()).ends, 0);
    });
  }
}

for (const toolkit of ['qt', 'wx'] as const) {
  const library = fileURLToPath(new URL(`../hosts/${toolkit}-window.so`, import.meta.url));
  const needs: WindowedHostName = `${toolkit} windows`;

  for (const how of [[], [`--host=${toolkit}`]]) {
    test(`a window of ${toolkit} keeps a program alive that has nothing else, run ${how.join() || 'without a host'}`, async (t) => {
      const display = await displayFor(t);
      if (!display) return;
      if (!existsSync(library)) return skipOrFail(t, `${needs}: ${library} was not built`);
      const args = [CLI, 'run', ...how, fixture('toolkit-window.mjs'), library];
      const program = new Program(t, process.execPath, args, { env: display.env });
      const window = await display.window('A program');
      await display.click(100, 100, { window });
      await program.says(new RegExp(`^clicked in ${toolkit}$`, 'm'));
      await display.close(window);
      const { ends } = await program.ends();
      assert.equal(ends, 0);
    });
  }
}
