/**
 * Snake, played in a terminal: keys, those who look on, and a terminal that is given back however the game ends.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { skipOrFail } from '../support/hosts.ts';
import { TerminalWindow } from '../support/terminal.ts';
import { displayFor } from '../support/xvfb.ts';
import { startAndStop } from './endings.ts';
import { example } from './example.ts';
import { Program } from './program.ts';

const LIMIT = { timeout: 120_000 };
const GAME = example('terminal-game/main.ts');
const XTERM = '/usr/bin/xterm';

async function play(t: TestContext, ...nodeArgs: string[]): Promise<TerminalWindow | undefined> {
  const terminal = await TerminalWindow.open(t, [process.execPath, ...nodeArgs, GAME]);
  await terminal?.shows(/apples 0 .*q: quit/);
  return terminal;
}

/** The terminal is as it was, and the game has said how it went. */
async function isGivenBack(terminal: TerminalWindow, code: number): Promise<void> {
  await terminal.shows(new RegExp(`ended with ${code}\\n`));
  await terminal.shows(/ icanon /);
  const settings = await terminal.screen();
  assert.match(settings, / icanon /);
  assert.match(settings, / isig /);
  assert.match(settings, /(^| )echo /m);
  assert.deepEqual(await terminal.state(), { alternate: false, cursor: true });
}

test('the snake goes where the keys say, and the game ends at the wall and begins anew', LIMIT, async (t) => {
  const terminal = await play(t);
  if (!terminal) return;
  assert.deepEqual(await terminal.state(), { alternate: true, cursor: false });
  await terminal.shows(/│[ ●]*████████[ ●]*│/);
  await terminal.keys('Up');
  await terminal.shows(/^│[ ●]*██[ ●]*│\n│[ ●]*██[ ●]*│\n│[ ●]*██[ ●]*│$/m);
  await terminal.shows(/GAME OVER/);
  await terminal.keys('Space');
  await terminal.shows(/apples 0 .*Arrows/);
  await terminal.keys('q');
  await terminal.shows(/^\d+ apples$/m);
  await isGivenBack(terminal, 0);
});

test('on a screen there are a snake, an apple and what to press', LIMIT, async (t) => {
  if (!existsSync(XTERM)) return skipOrFail(t, 'missing: xterm');
  const display = await displayFor(t);
  if (!display) return;
  const look = ['-geometry', '78x24', '-fa', 'DejaVu Sans Mono', '-fs', '10', '-bg', 'black', '-fg', 'white'];
  const args = ['-title', 'Snake', ...look, '-e', process.execPath, GAME];
  const program = new Program(t, XTERM, args, { env: display.env });
  const window = await display.window('Snake');
  const [head, body, apple] = [0xffff00, 0x00d700, 0xff5f5f];
  const isWhole = (colours: Map<number, number>) => colours.get(body)! > 2 * colours.get(head)! && colours.has(apple);
  await display.sees('the snake', (picture) => isWhole(picture.colours()), window);
  const picture = await display.reads('quit', window);
  picture.keep('terminal-game');
  await display.focus(window);
  await display.key('q');
  assert.equal((await program.ends()).ends, 0);
});

test('those who look on are counted, told the end, and drop apples; time goes on', LIMIT, async (t) => {
  const terminal = await play(t);
  if (!terminal) return;
  const [, host, port] = await terminal.shows(/nc (\S+) (\d+):/);
  const socket = connect(Number(port), host).setEncoding('utf8');
  let told = '';
  socket.on('data', (text) => (told += text));
  const closed = once(socket, 'close');
  await terminal.shows(/looking on 1 /);
  socket.write('one\ntwo\nthree\n');
  while (told.split('dropped').length < 4) await once(socket, 'data');
  await terminal.shows(/●[^●]*●/);
  await terminal.shows(/time [1-9]\d* s/);
  await terminal.shows(/GAME OVER/);
  await terminal.keys('q');
  await closed;
  assert.match(told, /^A snake is hungry/);
  assert.match(told, /over, with \d+ apples/);
  await isGivenBack(terminal, 0);
});

test('Ctrl-C ends it in order', LIMIT, async (t) => {
  const terminal = await play(t);
  if (!terminal) return;
  await terminal.keys('C-c');
  await isGivenBack(terminal, 0);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it in order`, LIMIT, async (t) => {
    const terminal = await play(t);
    if (!terminal) return;
    process.kill(await terminal.pid(), signal);
    await isGivenBack(terminal, 0);
  });
}

test('an error is printed on a terminal that was given back before', LIMIT, async (t) => {
  const crash = 'data:text/javascript,setTimeout(() => { throw new Error("something broke") }, 1500)';
  const terminal = await play(t, `--import=${crash}`);
  if (!terminal) return;
  await terminal.shows(/Error: something broke/);
  await isGivenBack(terminal, 1);
});

test('process.exit() leaves no trace either', LIMIT, async (t) => {
  const exit = 'data:text/javascript,setTimeout(() => process.exit(3), 1500)';
  const terminal = await play(t, `--import=${exit}`);
  if (!terminal) return;
  await isGivenBack(terminal, 3);
});

test('without a terminal it says so', LIMIT, async (t) => {
  const program = Program.example(t, 'terminal-game/main.ts');
  const { stderr, ends } = await program.ends();
  assert.deepEqual({ stderr, ends }, { stderr: 'A game needs a terminal to be played in.\n', ends: 2 });
});

test('fifty starts and stops leave nothing', { timeout: 200_000 }, async (t) => {
  const command = `stty rows 30 cols 90; exec '${process.execPath}' '${GAME}'`;
  const start = () => new Program(t, 'script', ['-qefc', command, '/dev/null']);
  await startAndStop(start, /q: quit/, (program) => program.type('q'));
});
