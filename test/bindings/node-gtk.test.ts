/**
 * Programs of node-gtk inside `gtk`, with node-gtk's own loop integration left off. `compat/node-gtk/build.js` builds it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Program } from '../examples/program.ts';
import { ANSWER, fixture, stage } from './node-gtk.ts';

const programs = {
  'an application in CommonJS': 'application.cjs',
  'an application as an ES module': 'application.mjs',
  'a plain main loop of GTK 3': 'main-loop.cjs',
};

for (const [what, file] of Object.entries(programs)) {
  test(`${what} has promises, fetch and WebSockets, and ends with its window`, { timeout: 60_000 }, async (t) => {
    const found = await stage(t);
    if (!found) return;
    const { display, url } = found;
    const program = new Program(t, process.execPath, [fixture(file), url]);
    const window = await display.window('node-gtk');
    await display.reads('ask node', window);
    await display.click(window.width / 2, window.height / 2, { window });
    await display.reads(ANSWER, window);
    await display.close(window);
    const { stdout, ends } = await program.ends();
    assert.deepEqual([stdout.trim(), ends], ['status 0, untouched', 0]);
  });
}
