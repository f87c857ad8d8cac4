/**
 * What blocks in a loop of its own until a person closes it, on a toolkit, and what a person does with the mouse held down:
 * Node goes on serving meanwhile. Driven by the mouse and the keyboard, in the process itself.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { enter, type Host, hosted, leave, modal } from 'interloop/host';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail, type WindowedHostName } from '../support/hosts.ts';
import { type Display, openDisplay, type Window } from '../support/xvfb.ts';
import { dragInside, moveAndResize } from './by-the-mouse.ts';
import { requests } from './requests.ts';
import { BLOCKING, type Toolkit, ToolkitFunctions, type ToolkitWindow } from './toolkit-window.ts';

type Blocking = (typeof BLOCKING)[number];

/** How a person sees that it is there, and closes it. */
const people: Record<Blocking, { sees(display: Display): Promise<unknown>; key: string }> = {
  dialog: { sees: (display) => display.window('A dialog'), key: 'Return' },
  message: { sees: (display) => display.window('A message'), key: 'Return' },
  menu: { sees: (display) => display.reads('About'), key: 'Escape' },
  file: { sees: (display) => display.window('A file'), key: 'Escape' },
};

const REQUESTS = 5;

export function modalLoops(toolkit: Toolkit, name: WindowedHostName): void {
  let display: Display | undefined;
  let reason: string | undefined;
  let make: (() => Host) | undefined;

  before(async () => {
    try {
      display = await openDisplay();
    } catch (error) {
      reason = (error as Error).message;
      return;
    }
    const found = hostUnderTest(name);
    if ('skip' in found) reason = found.skip;
    else make = found.make;
    reason ??= ToolkitFunctions.reasonAgainst(toolkit);
  });
  after(() => display?.end());

  for (const what of BLOCKING) {
    for (const from of ['a button', 'a timer', 'a promise'] as const) {
      test(`a ${what} opened by ${from} keeps Node serving`, { timeout: 60_000 }, async (t) => {
        if (reason !== undefined || !display || !make) return skipOrFail(t, reason ?? 'no display');
        await inside(make(), (functions) => servesMeanwhile(functions, display!, what, from), toolkit);
      });
    }
  }

  const withTheMouse = {
    'what is dragged by the mouse keeps Node serving': servesInADrag,
    'a window that is moved and resized by the mouse keeps Node serving': servesInTheFrame,
    'what is dragged by the mouse does not keep leave() from ending it': leavesInADrag,
  };
  for (const [sentence, body] of Object.entries(withTheMouse)) {
    test(sentence, { timeout: 60_000 }, async (t) => {
      if (reason !== undefined || !display || !make) return skipOrFail(t, reason ?? 'no display');
      await inside(make(), (functions) => body(functions, display!), toolkit);
    });
  }

  test('a flood of Node does not stop a timer of the toolkit', { timeout: 60_000 }, async (t) => {
    if (reason !== undefined || !make) return skipOrFail(t, reason ?? 'no display');
    await inside(make(), (functions) => bothGoOn(functions), toolkit);
  });
}

async function inside(host: Host, body: (f: ToolkitFunctions) => Promise<void>, toolkit: Toolkit): Promise<void> {
  let outcome: Promise<void> | undefined;
  whenHosted(() => {
    outcome = body(new ToolkitFunctions(toolkit)).finally(() => hosted() && leave());
    outcome.catch(() => {});
  });
  await enter(host);
  await outcome;
}

async function servesMeanwhile(f: ToolkitFunctions, display: Display, what: Blocking, from: string): Promise<void> {
  let isOpen = false;
  let answer: unknown;
  let closed = () => {};
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const open = (window: ToolkitWindow) => {
    isOpen = true;
    answer = window.open(what);
    isOpen = false;
    closed();
  };
  const window: ToolkitWindow = f.window('The window', () => open(window));
  const place = await display.window('The window');
  if (from === 'a button') await clickUntil(display, place, () => isOpen);
  if (from === 'a timer') setTimeout(() => modal(() => open(window)), 5);
  if (from === 'a promise') void Promise.resolve().then(() => modal(() => open(window)));

  await people[what].sees(display);
  assert.ok(isOpen);
  await requests(REQUESTS);
  assert.ok(isOpen, 'it was closed by nobody');
  while (isOpen) {
    await display.key(people[what].key);
    await Promise.race([isClosed, sleep(300)]);
  }
  assert.equal(typeof answer, 'number');
  window.close();
  await display.noWindow('The window');
}

async function servesInADrag(f: ToolkitFunctions, display: Display): Promise<void> {
  const answers: unknown[] = [];
  let isOpen = false;
  const window = f.window('The window', () => {});
  window.onPress(() => {
    isOpen = true;
    answers.push(window.open('drag'));
    isOpen = false;
  });
  const dragged = { isUnderWay: () => isOpen, isOver: () => answers.length > 0 };
  await dragInside(display, await display.settledWindow('The window'), dragged, async () => {
    await requests(REQUESTS);
    assert.ok(isOpen, 'nobody has let go');
  });
  assert.deepEqual(answers, [1]);
  window.close();
  await display.noWindow('The window');
}

async function leavesInADrag(f: ToolkitFunctions, display: Display): Promise<void> {
  let isOpen = false;
  let isOver = false;
  const window = f.window('Left behind', () => {});
  window.onPress(() => {
    isOpen = true;
    window.open('drag');
    isOver = true;
  });
  const dragged = { isUnderWay: () => isOpen, isOver: () => isOver && !hosted() };
  await dragInside(display, await display.settledWindow('Left behind'), dragged, leave);
}

async function servesInTheFrame(f: ToolkitFunctions, display: Display): Promise<void> {
  const window = f.window('The window', () => {});
  await moveAndResize(display, 'The window', () => requests(REQUESTS));
  window.close();
  await display.noWindow('The window');
}

/** A window that has just come up may miss a click. One too many would hit what was opened, hence the long wait. */
async function clickUntil(display: Display, window: Window, is: () => boolean): Promise<void> {
  for (let looks = 0; !is(); looks++) {
    if (looks % 100 === 0) await display.click(10, 10, { window });
    await sleep(50);
  }
}

async function bothGoOn(f: ToolkitFunctions): Promise<void> {
  let ticks = 0;
  let immediates = 0;
  await new Promise<void>((resolve) => {
    const flood = () => {
      immediates++;
      if (ticks < 30) setImmediate(flood);
    };
    flood();
    const stop = f.every(16, () => {
      if (++ticks !== 30) return;
      setImmediate(stop);
      resolve();
    });
  });
  assert.ok(immediates > 1000, `${immediates} immediates`);
}
