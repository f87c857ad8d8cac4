/**
 * The ball and the news, looked at, under a flood, and each way to leave.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Display, displayFor, type Picture, type Window } from '../support/xvfb.ts';
import { endsWell, startAndStop } from './endings.ts';
import { type Server, serve } from './net-example.ts';
import { Program } from './program.ts';

const SERVER = 'sdl-demo/server.ts';
const TITLE = 'A ball and the news';
const LIMIT = { timeout: 120_000 };
const BALL = 0xf38ba8;

interface Scene {
  readonly display: Display;
  readonly server: Server;
  readonly program: Program;
  readonly window: Window;
}

function start(t: TestContext, { env }: Display, endpoint: string, ...args: string[]): Program {
  return Program.example(t, 'sdl-demo/main.ts', [`--connect=${endpoint}`, ...args], { env });
}

/** The window, with lines of the server in it. */
async function scene(t: TestContext, { flood = false, connections = 1 } = {}): Promise<Scene | undefined> {
  const display = await displayFor(t);
  if (!display) return undefined;
  const server = await serve(t, SERVER, ...(flood ? ['--flood'] : []));
  const program = start(t, display, server.endpoint, `--connections=${connections}`);
  const window = await display.window(TITLE);
  await display.sees('lines', (picture) => lines(picture) > 0, window);
  return { display, server, program, window };
}

/** How many rows of the news have something written in them. */
function lines(picture: Picture): number {
  let rows = 0;
  for (let row = 0; row < 12; row++) {
    const strip = picture.cut({ x: 0, y: 50 + row * 26, width: 300, height: 14 });
    const isInk = (colour: number) => colour === 0xcdd6f4 || colour === 0x7f849c;
    if (strip.share(isInk) > 0.02) rows++;
  }
  return rows;
}

/** How many connections there are, by the lamps in the heading. */
function lamps(picture: Picture): number {
  return (picture.colours().get(0xa6e3a1) ?? 0) / (2 * 12);
}

function ballIn(picture: Picture): number {
  return picture.pixels.indexOf(BALL);
}

/** What it has told at its end. */
function told(stdout: string): { frames: number; lines: number } {
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
  return { frames: number(/^(\d+) frames in/m), lines: number(/^(\d+) lines$/m) };
}

test('the ball moves, the lines are drawn as they come, and Escape ends it', LIMIT, async (t) => {
  const found = await scene(t);
  if (!found) return;
  const { display, program, window } = found;
  const before = await display.sees('the ball', (picture) => ballIn(picture) >= 0, window);
  await display.sees('the ball elsewhere', (picture) => ballIn(picture) !== ballIn(before), window);
  const picture = await display.sees('four lines', (now) => lines(now) >= 4, window);
  picture.keep('sdl-demo');
  await display.focus(window);
  await display.key('Escape');
  const { stdout } = await endsWell(program, 'Escape');
  assert.ok(told(stdout).frames > 30 && told(stdout).lines >= 4, stdout);
  await display.noWindow(TITLE);
});

test('64 connections that flood stop neither the frames nor each other', LIMIT, async (t) => {
  const found = await scene(t, { flood: true, connections: 64 });
  if (!found) return;
  const { display, program, window } = found;
  await display.sees('64 lamps', (picture) => lamps(picture) === 64, window);
  for (let moves = 0, at = -1; moves < 20; moves++) {
    const picture = await display.sees('the ball elsewhere', (now) => ballIn(now) !== at, window);
    at = ballIn(picture);
  }
  await display.close(window);
  const { stdout } = await endsWell(program, 'the close button');
  assert.ok(told(stdout).frames > 20 && told(stdout).lines > 10_000, stdout);
});

test('a server that dies and comes back does not stop the ball', LIMIT, async (t) => {
  const found = await scene(t);
  if (!found) return;
  const { display, server, program, window } = found;
  server.program.process.kill('SIGKILL');
  await display.sees('no lamp', (picture) => lamps(picture) === 0, window);
  await serve(t, SERVER, `--listen=tcp:${server.endpoint.split(':').at(-1)}:127.0.0.1`);
  await display.sees('a lamp again', (picture) => lamps(picture) === 1, window);
  await display.close(window);
  await endsWell(program, 'the close button');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it in order`, LIMIT, async (t) => {
    const found = await scene(t);
    if (!found) return;
    found.program.process.kill(signal);
    const { stdout } = await endsWell(found.program, signal);
    assert.ok(told(stdout).frames > 0, stdout);
  });
}

test('fifty starts and stops leave nothing', { timeout: 200_000 }, async (t) => {
  const display = await displayFor(t);
  if (!display) return;
  const { endpoint } = await serve(t, SERVER);
  await startAndStop(() => start(t, display, endpoint), /^ready$/m);
  await display.noWindow(TITLE);
});
