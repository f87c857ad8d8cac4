/**
 * A whole application that nobody here wrote inside `gtk`: the one that node-gtk's own generator makes, of libadwaita and in
 * TypeScript. A person uses it while a witness in the same process asks Node for all that Node offers.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CLI } from '../cli/command.ts';
import { Program } from '../examples/program.ts';
import type { Area, Display, Window } from '../support/xvfb.ts';
import { createApplication } from './application.ts';
import { ANSWER, type Changes, fixture, stage, testimony } from './node-gtk.ts';

const ENTRY = `
import { enter } from 'interloop/host';
import { gtk } from 'interloop/hosts/gtk';
const status = await enter(gtk({ application: app }));
process.on('exit', () => console.log('status', status));`;

interface Way {
  readonly changes?: Changes;
  readonly args: readonly string[];
  readonly says: string;
}

const WITNESS = `--require=${fixture('witness.cjs')}`;
const WITHOUT_LOOP = `--import=${fixture('without-loop.mjs')}`;

const ways: Record<string, Way> = {
  'with enter() in the place of its two entry lines': {
    changes: { 'app.run([])': ENTRY, 'loop.run()': '' },
    args: [WITNESS],
    says: 'status 0',
  },
  'as it was made, when modal() does what its binding would do to run the loop': {
    args: [CLI, 'run', '--host=gtk', WITNESS, WITHOUT_LOOP],
    says: '',
  },
  'the same without a host': { args: [CLI, 'run', WITNESS, WITHOUT_LOOP], says: '' },
};

for (const [way, { changes, args, says }] of Object.entries(ways)) {
  test(`node-gtk's own application lives in gtk, ${way}`, { timeout: 120_000 }, async (t) => {
    const found = await stage(t);
    if (!found) return;
    const { display, url } = found;
    const cwd = await createApplication(t, changes);
    const program = start(t, cwd, args, url);
    const window = await display.window('Harbour Clock');
    await display.reads('Welcome to Harbour Clock', window);
    await clickSuggested(display, window);
    await display.reads('Hello from Harbour Clock', foot(window));
    display.look(window).keep(`node-gtk-application-${Object.keys(ways).indexOf(way)}`);
    assert.deepEqual(await testimony(program), { host: 'gtk', gtk: 4, answer: ANSWER, isUntouched: true });
    await display.close(window);
    const { stdout, ends } = await program.ends();
    assert.deepEqual([stdout.trim(), ends], [says, 0]);
  });
}

function start(t: TestContext, cwd: string, args: readonly string[], url: string): Program {
  const program = ['--import=node-gtk/register', join(cwd, 'dist/main.js')];
  return new Program(t, process.execPath, [...args, ...program], { cwd, env: { WITNESS_ASKS: url } });
}

/** Where toasts are, which are gone in five seconds: less is read faster. */
function foot({ x, y, width, height }: Window): Area {
  return { x, y: y + height - 80, width, height: 80 };
}

/** Its one button of the blue in which Adwaita draws what it suggests. */
async function clickSuggested(display: Display, window: Window): Promise<void> {
  const isBlue = (colour: number) => colour === 0x3584e4;
  const picture = await display.sees('a blue button', (seen) => seen.share(isBlue) > 0.005, window);
  const blue = [...picture.pixels].flatMap((colour, at) => (isBlue(colour) ? [at] : []));
  const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [blue.map((at) => at % picture.width), blue.map((at) => Math.floor(at / picture.width))];
  await display.click(Math.round(middle(x)), Math.round(middle(y)), { window });
}
