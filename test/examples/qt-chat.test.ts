import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import type { Display, Window } from '../support/xvfb.ts';
import { desktopProgram, endings } from './desktop.ts';
import { endsWell } from './endings.ts';
import { serve } from './net-example.ts';
import { Program } from './program.ts';

const onDisplay = desktopProgram('qt-chat/main.ts', 'qt-chat/window.so');

async function room(t: TestContext): Promise<string> {
  return `--connect=${(await serve(t, 'chat/server.ts')).endpoint}`;
}

async function say(display: Display, window: Window, text: string): Promise<void> {
  await display.focus(window);
  await display.type(text);
  await display.key('Return');
}

/** Windows lie over each other: what is to be read comes to the front first. */
async function reads(display: Display, window: Window, words: string): Promise<void> {
  await display.focus(window);
  await display.reads(words, await display.window(window.title)); // it may have moved
}

onDisplay('two windows and a terminal talk', async (display, start, t) => {
  const connect = await room(t);
  const ada = start(connect, '--nick=ada');
  const first = await display.window('ada: chat');
  await reads(display, first, 'here as ada');
  const grace = start(connect, '--nick=grace');
  const second = await display.window('grace: chat');
  await reads(display, first, 'grace has joined');
  const terminal = Program.example(t, 'chat/client.ts', [connect, '--nick=terminal']);
  await terminal.says(/here: ada, grace, terminal/);

  await say(display, first, 'good morning from ada');
  await terminal.says(/^<ada> good morning from ada$/m);
  await reads(display, second, 'good morning from ada');
  await say(display, second, 'and hello from grace');
  await terminal.says(/^<grace> and hello from grace$/m);
  terminal.type('the terminal <b>listens</b>\n');
  await reads(display, first, 'and hello from grace');
  await reads(display, first, 'the terminal <b>listens</b>');
  const picture = display.look(first);
  picture.keep('qt-chat');
  assert.ok(picture.colours().size > 20, `${picture.colours().size} colours`);

  await display.close(second);
  await endsWell(grace, 'at the end');
  await terminal.says(/^\* grace has left$/m);
  await display.close(first);
  await endsWell(ada, 'at the end');
});

onDisplay('a window of Qt and one of Tk talk', async (display, start, t) => {
  const found = hostUnderTest('tk');
  if ('skip' in found) return skipOrFail(t, found.skip);
  const connect = await room(t);
  const qt = start(connect, '--nick=ada');
  const first = await display.window('ada: chat');
  await reads(display, first, 'here as ada');
  const tk = Program.example(t, 'tk-chat/main.ts', [connect, '--nick=grace'], { env: display.env });
  const second = await display.window('Chat: grace');
  await reads(display, first, 'grace has joined');
  await say(display, first, 'good morning grace');
  await reads(display, second, 'good morning grace');
  await say(display, second, 'and hello to ada');
  await reads(display, first, 'and hello to ada');
  display.look().keep('qt-and-tk-chat');
  for (const [program, window] of [
    [qt, first],
    [tk, second],
  ] as const) {
    await display.close(window);
    await endsWell(program, 'at the end');
  }
});

onDisplay('a nickname is asked for in a dialog, behind which the talk goes on', async (display, start, t) => {
  const connect = await room(t);
  const program = start(connect, '--nick=ada');
  const window = await display.window('ada: chat');
  await reads(display, window, 'here as ada');
  await display.key('ctrl+n');
  await display.window('Nickname');
  const terminal = Program.example(t, 'chat/client.ts', [connect, '--nick=grace']);
  await terminal.says(/here: ada, grace/);
  await display.reads('grace has joined', window);
  await display.focus(await display.window('Nickname'));
  await display.type('lovelace');
  await display.key('Return');
  await terminal.says(/^\* ada is lovelace now$/m);
  await reads(display, window, 'here as lovelace');
  await display.close(window);
  await endsWell(program, 'at the end');
});

onDisplay('what was said is saved where a dialog asks', async (display, start, t) => {
  const folder = mkdtempSync(join(tmpdir(), 'interloop-chat-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = start(await room(t), '--nick=ada');
  const window = await display.window('ada: chat');
  await reads(display, window, 'here as ada');
  await say(display, window, 'keep this');
  await display.reads('keep this', window);
  await display.key('ctrl+s');
  await display.focus(await display.window('Save as'));
  await display.key('ctrl+a');
  await display.type(join(folder, 'saved.txt'));
  await display.key('Return');
  await display.noWindow('Save as');
  await reads(display, window, 'saved');
  assert.equal(readFileSync(join(folder, 'saved.txt'), 'utf8'), '* here: ada\n<ada> keep this\n');
  await display.close(window);
  await endsWell(program, 'at the end');
});

onDisplay('SIGTERM ends it while a dialog is open', async (display, start, t) => {
  const program = start(await room(t), '--nick=ada');
  await display.focus(await display.window('ada: chat'));
  await display.key('ctrl+n');
  await display.window('Nickname');
  program.process.kill('SIGTERM');
  await endsWell(program, 'at the end');
});

for (const [what, comesBack] of [
  ['when the server dies it says so, and is back when the server is', true],
  ['when the server is gone for good it ends well all the same', false],
] as const) {
  onDisplay(what, async (display, start, t) => {
    const { program: server, endpoint } = await serve(t, 'chat/server.ts');
    const program = start(`--connect=${endpoint}`, '--nick=ada');
    const window = await display.window('ada: chat');
    await reads(display, window, 'here as ada');
    server.process.kill('SIGKILL');
    await display.reads('asking again', window);
    if (comesBack) {
      await serve(t, 'chat/server.ts', `--listen=tcp:${endpoint.split(':').at(-1)}:127.0.0.1`);
      await display.reads('here as ada', window);
    }
    await display.close(window);
    await endsWell(program, 'without the server');
  });
}

endings(onDisplay, {
  title: 'ada: chat',
  args: async (t) => [await room(t), '--nick=ada'],
  ready: /^ready$/m,
  quit: async (display, window) => {
    await display.focus(window);
    await display.key('ctrl+q');
  },
});
