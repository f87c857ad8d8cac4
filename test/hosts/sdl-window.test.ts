/**
 * SDL with a window on a display: it blocks there, and a key opens a loop inside the loop.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { enter, leave } from 'interloop/host';
import { type SdlHost, sdl } from 'interloop/hosts/sdl';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type Display, displayFor } from '../support/xvfb.ts';
import { moveAndResize } from './by-the-mouse.ts';
import { requests } from './requests.ts';
import { sdlFunctions } from './sdl-functions.ts';

const VIDEO = 0x20;
const QUIT = 0x100;
const KEY_DOWN = 0x300;
const KEY = 20; // where it is in a key's event
const LIMIT = { timeout: 120_000 };

const found = hostUnderTest('sdl waker');

function isKey(letter: string, { type, view }: { type: number; view: DataView }): boolean {
  return type === KEY_DOWN && view.getInt32(KEY, true) === letter.charCodeAt(0);
}

/** How often the threads of this process were put to sleep meanwhile: one who polls is every millisecond. */
function waits(): number {
  return process.resourceUsage().voluntaryContextSwitches;
}

/** A display, and a window of SDL on it. */
async function displayOfGame(t: TestContext): Promise<Display | undefined> {
  if ('skip' in found) {
    skipOrFail(t, found.skip);
    return undefined;
  }
  const display = await displayFor(t);
  if (!display) return undefined;
  const s = sdlFunctions();
  assert.equal(s.init(VIDEO), 0);
  s.createWindow('Game');
  return display;
}

test(
  'with a window, idle costs nothing; a menu of the program lets Node live; closing it is an event',
  LIMIT,
  async (t) => {
    const display = await displayOfGame(t);
    if (!display) return;
    const order: string[] = [];
    const host: SdlHost = sdl({
      onEvent: (event) => {
        if (event.type === QUIT) {
          order.push('closed');
          leave();
        }
        if (!isKey('m', event)) return;
        order.push('menu');
        let beats = 0;
        const timer = setInterval(() => beats++, 2);
        for (const inner of host.events()) if (isKey('x', inner) && beats > 5) break;
        clearInterval(timer);
        order.push('chosen');
      },
    });
    const person = async () => {
      const window = await display.window('Game');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = waits();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const idle = waits() - before;
      if (idle > 50) order.push(`${idle} waits in half a second`);
      await display.focus(window);
      await display.key('m');
      while (!order.includes('menu')) await new Promise((resolve) => setTimeout(resolve, 5));
      while (!order.includes('chosen')) await display.key('x');
      await display.close(window);
    };
    let acts: Promise<void> | undefined;
    whenHosted(() => {
      acts = person();
    });
    await enter(host);
    await acts;
    sdlFunctions().quit();
    assert.deepEqual(order, ['menu', 'chosen', 'closed']);
  },
);

test('Node lives while a window is moved and resized', LIMIT, async (t) => {
  const display = await displayOfGame(t);
  if (!display) return;
  let acts: Promise<void> | undefined;
  whenHosted(() => {
    acts = moveAndResize(display, 'Game', () => requests(5)).finally(leave);
    acts.catch(() => {});
  });
  await enter(sdl());
  sdlFunctions().quit();
  await acts;
});

test('a program without a window is idle, too', LIMIT, async (t: TestContext) => {
  if ('skip' in found) return skipOrFail(t, found.skip);
  const source = `
    const waits = () => process.resourceUsage().voluntaryContextSwitches;
    setTimeout(() => {
      const before = waits();
      setTimeout(() => console.log(waits() - before), 500);
    }, 200);
  `;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const register = import.meta.resolve('interloop/register/sdl');
  const { stdout } = await promisify(execFile)(process.execPath, [`--import=${register}`, '-e', source], { env });
  assert.ok(Number(stdout) < 50, `${stdout} waits in half a second`);
});
