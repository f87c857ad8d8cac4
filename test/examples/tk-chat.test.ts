/**
 * The chat window of Tk, used as people use it: two of them talk, a dialog and a menu stay open, and each way to leave.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Area, type Display, displayFor, type Picture, type Window } from '../support/xvfb.ts';
import { endsWell, startAndStop } from './endings.ts';
import { type Server, serve } from './net-example.ts';
import { Program } from './program.ts';

const SERVER = 'chat/server.ts';
const LIMIT = { timeout: 120_000 };

function start(t: TestContext, { env }: Display, endpoint: string, nick: string): Program {
  return Program.example(t, 'tk-chat/main.ts', [`--connect=${endpoint}`, `--nick=${nick}`], { env });
}

interface Scene {
  readonly display: Display;
  readonly server: Server;
  readonly program: Program;
  readonly window: Window;
}

/** A room with ada in it, whose window is there and connected. */
async function scene(t: TestContext): Promise<Scene | undefined> {
  const display = await displayFor(t);
  if (!display) return undefined;
  const server = await serve(t, SERVER);
  const program = start(t, display, server.endpoint, 'ada');
  const window = await display.settledWindow('Chat: ada');
  await display.reads('here: ada', window);
  return { display, server, program, window };
}

/** The line that tells whether there is a connection. */
function stateOf({ x, y, width, height }: Window): Area {
  return { x, y: y + height - 30, width: Math.floor(width / 2), height: 30 };
}

test('two people talk in two windows, also behind an open menu', LIMIT, async (t) => {
  const found = await scene(t);
  if (!found) return;
  const { display, server, program } = found;
  const ada = await display.place(found.window, 20, 190);
  const other = start(t, display, server.endpoint, 'grace');
  const grace = await display.place(await display.settledWindow('Chat: grace'), 520, 190);
  await display.reads('grace has joined', ada);

  await display.focus(grace);
  await display.type('good morning');
  await display.key('Return');
  await display.reads('<grace> good morning', ada);

  await display.focus(ada);
  await display.click(24, 10, { window: ada });
  await display.reads('About', ada);
  const terminal = Program.example(t, 'chat/client.ts', [`--connect=${server.endpoint}`, '--nick=hopper']);
  terminal.type('seen behind an open menu?\n');
  await display.reads('an open menu', ada);
  const picture = display.look({ x: 10, y: 180, width: 1004, height: 430 });
  picture.keep('tk-chat');
  assert.ok(picture.colours().size > 20, `${picture.colours().size} colours`);
  await display.key('Escape');
  await display.reads('<hopper> seen', ada);

  await display.close(grace);
  await endsWell(other, 'the close button');
  await display.reads('grace has left', ada);
  await display.focus(ada);
  await display.key('ctrl+q');
  await endsWell(program, 'Ctrl-Q');
});

test('a dialog does not hold up what is said, and quitting is possible from the menu', LIMIT, async (t) => {
  const found = await scene(t);
  if (!found) return;
  const { display, server, program, window } = found;
  const other = Program.example(t, 'chat/client.ts', [`--connect=${server.endpoint}`, '--nick=grace']);
  await display.reads('grace has joined', window);

  await display.focus(window);
  await display.click(24, 10, { window });
  await display.reads('About', window);
  await display.key('Down', 'Return');
  await display.window('About');
  other.type('behind a dialog\n');
  await other.says(/behind a dialog/);
  await display.key('space');
  await display.noWindow('About');
  await display.reads('behind a dialog', window);

  await display.focus(window);
  await display.click(24, 10, { window });
  await display.reads('Quit', window);
  await display.key('Up', 'Return');
  await endsWell(program, 'Quit in the menu');
});

test(
  'a server that dies and comes back is noticed both times, and the window may be closed in between',
  LIMIT,
  async (t) => {
    const found = await scene(t);
    if (!found) return;
    const { display, server, program, window } = found;
    server.program.process.kill('SIGKILL');
    await display.reads('not connected', stateOf(window));
    const port = server.endpoint.split(':').at(-1);
    const again = await serve(t, SERVER, `--listen=tcp:${port}:127.0.0.1`);
    const isConnected = async (picture: Picture) => !(await picture.text()).includes('not');
    await display.sees('ada in the room again', isConnected, stateOf(window));
    again.program.process.kill('SIGKILL');
    await display.reads('not connected', stateOf(window));
    await display.close(window);
    await endsWell(program, 'the close button without a server');
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it in order`, LIMIT, async (t) => {
    const found = await scene(t);
    if (!found) return;
    found.program.process.kill(signal);
    await endsWell(found.program, signal);
    await found.display.noWindow('Chat');
  });
}

test('fifty starts and stops leave nothing', { timeout: 200_000 }, async (t) => {
  const display = await displayFor(t);
  if (!display) return;
  const { endpoint } = await serve(t, SERVER);
  await startAndStop(() => start(t, display, endpoint, 'ada'), /^ready$/m);
  await display.noWindow('Chat');
});
