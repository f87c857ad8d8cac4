/**
 * The program of GTK 3 in node-gtk's own documentation, inside `gtk` and `glib`. It is of a time when node-gtk's loop was
 * started by name, which is the line that has to go.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CLI } from '../cli/command.ts';
import { Program } from '../examples/program.ts';
import { skipOrFail } from '../support/hosts.ts';
import { ANSWER, type Changes, changed, fixture, folderFor, NODE_GTK, stage, testimony } from './node-gtk.ts';

const DOCUMENTATION = `${NODE_GTK}-0.3.0/README.md`;

const ENTRY = `
const { enter } = require('interloop/host');
const { gtk } = require('interloop/hosts/gtk');
enter(gtk());`;

const START = 'gi.startLoop()';
const WITHOUT_LOOP = `--import=${fixture('without-loop.mjs')}`;

interface Way {
  readonly entry?: string;
  readonly args: readonly string[];
  readonly host: string;
}

const ways: Record<string, Way> = {
  'with enter() for its entry line': { entry: ENTRY, args: [], host: 'gtk' },
  'with no entry line': { entry: '', args: [CLI, 'run'], host: 'gtk' },
  'with modal() in its binding': { args: [CLI, 'run', WITHOUT_LOOP], host: 'gtk' },
  'named, with modal() in its binding': { args: [CLI, 'run', '--host=gtk', WITHOUT_LOOP], host: 'gtk' },
  'in GLib, with modal() in its binding': {
    args: [`--import=${import.meta.resolve('interloop/register/glib')}`, WITHOUT_LOOP],
    host: 'glib',
  },
};

for (const [way, { entry, args, host }] of Object.entries(ways)) {
  test(`a program of GTK 3 from node-gtk's documentation lives in ${host}, ${way}`, { timeout: 60_000 }, async (t) => {
    const found = await stage(t);
    if (!found) return;
    const { display, url } = found;
    const file = write(t, entry === undefined ? {} : { 'Gtk.main();': entry });
    if (!file) return;
    const options = { env: { WITNESS_ASKS: url } };
    const program = new Program(t, process.execPath, [...args, `--require=${fixture('witness.cjs')}`, file], options);
    const window = await display.window('node');
    await display.reads('Hello Gtk', window);
    assert.deepEqual(await testimony(program), { host, gtk: 3, answer: ANSWER, isUntouched: true });
    display.look().keep(`node-gtk-documentation-${host}`);
    await display.close(window);
    assert.equal((await program.ends()).ends, 0);
  });
}

test('a program of GTK 3 whose binding keeps its own loop ends with its window, too', {
  timeout: 60_000,
}, async (t) => {
  const found = await stage(t);
  const file = found && write(t);
  if (!file) return;
  const program = new Program(t, process.execPath, [CLI, 'run', file]);
  await found.display.close(await found.display.window('node'));
  assert.equal((await program.ends()).ends, 0);
});

/** Writes the program to a file, with changes. */
function write(t: TestContext, changes: Changes = {}): string | undefined {
  if (!existsSync(DOCUMENTATION)) {
    skipOrFail(t, 'the documentation of node-gtk is not there: node compat/node-gtk/build.js');
    return undefined;
  }
  const [, source] = /^```javascript\n(.*?)^```/ms.exec(readFileSync(DOCUMENTATION, 'utf8')) ?? [];
  const file = join(folderFor(t), 'hello.cjs');
  writeFileSync(file, changed(source!, { [START]: '', ...changes }));
  return file;
}
