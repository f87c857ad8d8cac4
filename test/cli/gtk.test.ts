/**
 * The command line and GTK: what needs a display.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Program } from '../examples/program.ts';
import { displayFor } from '../support/xvfb.ts';
import { CLI, fixture, interloop } from './command.ts';

test('the doctor enters GTK where there is a display', async (t) => {
  if (!(await displayFor(t))) return;
  const { stdout } = await interloop(['doctor', '--json']);
  const { hosts } = JSON.parse(stdout) as { hosts: { name: string; works: boolean; form: string }[] };
  const gtk = hosts.find(({ name }) => name === 'gtk');
  assert.deepEqual([gtk?.works, gtk?.form], [true, 'watch']);
});

test('where there is no display, the doctor says so', async () => {
  const { stdout } = await interloop(['doctor'], { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } });
  assert.match(stdout, /^ {2}gtk +fails +\[ERR_INTERLOOP_(NO_DISPLAY|MISSING_LIBRARY)\]/m);
});

test('an open window keeps an unmodified program alive, and nothing else does', async (t) => {
  const display = await displayFor(t);
  if (!display) return;
  const program = new Program(t, process.execPath, [CLI, 'run', '--host=gtk', fixture('window.mjs')]);
  await display.close(await display.window('Alone'));
  assert.deepEqual(await program.ends(), { stdout: 'exit 0\n', stderr: '', ends: 0 });
  const idle = new Program(t, process.execPath, [CLI, 'run', '--host=gtk', fixture('nothing.mjs')]);
  assert.equal((await idle.ends()).ends, 0);
});

test('the register module does the same', async (t) => {
  const display = await displayFor(t);
  if (!display) return;
  const program = new Program(t, process.execPath, ['--import', 'interloop/register/gtk', fixture('window.mjs')]);
  await display.close(await display.window('Alone'));
  assert.deepEqual(await program.ends(), { stdout: 'exit 0\n', stderr: '', ends: 0 });
});
