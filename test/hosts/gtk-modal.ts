/**
 * Loops within GTK's loop: whoever opens one, Node goes on serving until a person ends it.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { enter, leave, modal } from 'interloop/host';
import { gtk } from 'interloop/hosts/gtk';
import { whenHosted } from 'interloop/testing';
import type { Display, Window } from '../support/xvfb.ts';
import { dragInside, moveAndResize } from './by-the-mouse.ts';
import { onDesk } from './gtk-alone.ts';
import type { Desk } from './gtk-desk.ts';
import { dialogs } from './gtk-dialogs.ts';
import { dragOf } from './gtk-drag.ts';
import { requests } from './requests.ts';

const REQUESTS = 5;

type Open<T> = (block: () => T) => Promise<T>;

/** A click on a button of GTK's is a callback of the host: there a dialog may block as it is. */
function byClick(desk: Desk, display: Display): <T>(block: () => T) => Promise<T> {
  return async (block) => {
    let window = 0n;
    const answer = new Promise<ReturnType<typeof block>>((resolve) => {
      window = desk.open('Opener', 'Open', () => resolve(block()));
    });
    await display.click(120, 60, { window: await display.window('Opener') });
    return answer.finally(() => desk.close(window));
  };
}

const byTimer: Open<unknown> = async (block) => {
  await sleep(5);
  return modal(block);
};

const byPromise: Open<unknown> = (block) => Promise.resolve().then(() => modal(block));

export async function gtkModal(version: 3 | 4): Promise<void> {
  const on = await onDesk(version);

  /** Opens what blocks, sees that Node answers requests meanwhile, and lets the person end it. */
  async function nodeServes<T>(
    display: Display,
    title: string,
    open: () => Promise<T>,
    end: (window: Window) => unknown,
  ) {
    const server = createServer((_, response) => response.end('served')).listen(0, '127.0.0.1');
    const serve = async () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const answer = open();
      const window = await display.window(title);
      for (let i = 0; i < 20; i++) assert.equal(await (await fetch(url)).text(), 'served');
      await end(window);
      return answer;
    };
    let outcome: Promise<T> | undefined;
    whenHosted(() => {
      outcome = serve().finally(leave);
      outcome.catch(() => {});
    });
    await enter(gtk({ version, endsWithLastWindow: false }));
    server.closeAllConnections();
    server.close();
    return outcome;
  }

  const openers = { 'a button': byClick, 'a timer': () => byTimer, 'a promise': () => byPromise };
  for (const [from, opener] of Object.entries(openers)) {
    on(`Node serves while a dialog is open that ${from} has opened`, async (desk, display) => {
      const open = opener(desk, display) as Open<number>;
      const ask = () => dialogs(version).ask('Question', 'Is Node alive?');
      const answer = await nodeServes(
        display,
        'Question',
        () => open(ask),
        async (window) => {
          (await display.reads('is node alive', window)).keep(`gtk${version}-dialog`);
          await display.key('Return');
        },
      );
      assert.equal(answer, 1);
    });

    on(`Node serves while a file chooser is open that ${from} has opened`, async (desk, display) => {
      const path = fileURLToPath(import.meta.url);
      const open = opener(desk, display) as Open<string | undefined>;
      const choose = () => dialogs(version).chooseFile('Which file', path);
      const answer = await nodeServes(
        display,
        'Which file',
        () => open(choose),
        async (window) => {
          (await display.reads('gtk-modal.js', window)).keep(`gtk${version}-file-chooser`);
          await display.click(window.width - 40, window.height - 24, { window });
        },
      );
      assert.equal(answer, path);
    });
  }

  on('a dialog that its close button closes answers so', async (_, display) => {
    const ask = () => dialogs(version).ask('Closed', 'Close me');
    assert.equal(
      await nodeServes(
        display,
        'Closed',
        () => modal(ask),
        (window) => display.close(window),
      ),
      -4,
    );
  });

  on('Node serves while a menu is open', async (desk, display) => {
    let window = 0n;
    const open = async () => {
      const chosen = new Promise<string>((resolve) => {
        window = desk.open('Menu', 'Open', (button: bigint) => {
          dialogs(version).menu(button, 'First choice', () => resolve('chosen'));
        });
      });
      await display.click(120, 60, { window: await display.window('Menu') });
      return chosen;
    };
    const answer = await nodeServes(display, 'Menu', open, async (place) => {
      // That of GTK 3 covers the window, that of GTK 4 hangs below it.
      const y = version === 3 ? 0 : place.height + 12;
      await display.reads('first choice', { ...place, y: place.y + y, height: 50 });
      await display.click(version === 3 ? 60 : 120, y + 20, { window: place });
    });
    assert.equal(answer, 'chosen');
    desk.close(window);
  });
  on('Node serves while something is dragged, and GTK opens no loop for it', async (desk, display) => {
    const window = desk.open('Drag', 'Drag me');
    const drag = dragOf(version, window);
    let depth = -1;
    await nodeServes(
      display,
      'Drag',
      async () => {},
      async (place) => {
        const outside = drag.depth();
        const dragged = {
          isUnderWay: () => drag.isUnderWay,
          isOver: () => drag.dropped.length > 0 && !drag.isUnderWay,
        };
        await dragInside(display, place, dragged, async () => {
          await requests(REQUESTS);
          assert.ok(drag.isUnderWay, 'nobody has let go');
          depth = drag.depth() - outside;
        });
      },
    );
    assert.deepEqual([drag.dropped, depth], [['dragged'], 0]);
    desk.close(window);
  });

  on('Node serves while a window is moved and resized', async (desk, display) => {
    const window = desk.open('Window');
    const byTheMouse = () => moveAndResize(display, 'Window', () => requests(REQUESTS));
    await nodeServes(display, 'Window', async () => {}, byTheMouse);
    desk.close(window);
  });
}
