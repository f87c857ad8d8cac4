import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { desktopProgram, endings } from './desktop.ts';
import { endsWell } from './endings.ts';

const onDisplay = desktopProgram('wx-demo/main.ts', 'wx-demo/window.so');

/** Counts how often it is asked. */
class Headlines {
  readonly server: Server;
  asked = 0;

  constructor(t: TestContext) {
    this.server = createServer((_, response) => response.end(`Headline number ${++this.asked}`));
    t.after(() => this.close());
  }

  async url(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `--url=http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async until(asked: number): Promise<void> {
    while (this.asked < asked) await sleep(20);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

onDisplay(
  'it lists what a fetch brings every two seconds, and counts down when it is closed',
  async (display, start) => {
    const program = start();
    const window = await display.window('wx demo');
    await display.reads('repairs the harbour clock', window);
    const picture = await display.reads('ninety umbrellas', window);
    picture.keep('wx-demo');
    assert.ok(picture.colours().size > 20, `${picture.colours().size} colours`);
    await display.close(window);
    await display.reads('goodbye in', window);
    const { stdout: said } = await endsWell(program, 'at the end');
    assert.equal(said, 'ready\ngoodbye in 3\ngoodbye in 2\ngoodbye in 1\nwx has returned\n');
  },
);

onDisplay('Exit in its menu leaves', async (display, start) => {
  const program = start('--goodbye=0');
  const window = await display.window('wx demo');
  await display.click(20, 12, { window });
  await display.reads('Exit');
  await display.key('Up', 'Return');
  await endsWell(program, 'at the end');
});

onDisplay('while its dialog is open the list goes on, and it can be ended', async (display, start, t) => {
  const headlines = new Headlines(t);
  const program = start(await headlines.url(), '--goodbye=0');
  const window = await display.window('wx demo');
  await display.focus(window);
  await display.key('F1');
  await display.window('About');
  await headlines.until(headlines.asked + 2);
  await display.reads('a dialog is open', window);
  display.look(window).keep('wx-demo-dialog');
  program.process.kill('SIGTERM');
  await endsWell(program, 'at the end');
});

onDisplay('the dialog is closed, and opened again', async (display, start) => {
  const program = start('--goodbye=0');
  const window = await display.window('wx demo');
  for (let i = 0; i < 2; i++) {
    await display.focus(window);
    await display.key('F1');
    await display.focus(await display.window('About'));
    await display.key('Return');
    await display.noWindow('About');
  }
  await display.close(window);
  await endsWell(program, 'at the end');
});

onDisplay('when the server dies it says so, goes on, and ends well', async (display, start, t) => {
  const headlines = new Headlines(t);
  const program = start(await headlines.url(), '--goodbye=0');
  const window = await display.window('wx demo');
  await headlines.until(1);
  headlines.close();
  await display.reads('nobody answers', window);
  await display.close(window);
  await endsWell(program, 'at the end');
});

endings(onDisplay, {
  title: 'wx demo',
  args: async () => ['--goodbye=0'],
  ready: /^ready$/m,
  quit: async (display, window) => {
    await display.focus(window);
    await display.key('ctrl+q');
  },
});
