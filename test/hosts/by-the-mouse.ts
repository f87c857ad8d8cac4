/**
 * What a person does to a window with the mouse held down: it is moved, resized, and something is dragged in it. What is to
 * go on meanwhile is done while the button is down.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Display, Window } from '../support/xvfb.ts';

const STEPS = 8;
const STEP_MS = 15;
const ATTEMPTS = 5;
const LOOKS = 100;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Presses, moves there, does what is to be done `meanwhile`, and lets go. */
async function drag(display: Display, from: Place, to: Place, meanwhile: () => Promise<unknown>): Promise<void> {
  await display.move(from.x, from.y);
  await display.press();
  try {
    for (let step = 1; step <= STEPS; step++) {
      const at = (a: number, b: number) => Math.round(a + ((b - a) * step) / STEPS);
      await display.move(at(from.x, to.x), at(from.y, to.y));
      await sleep(STEP_MS);
    }
    await meanwhile();
  } finally {
    await display.release();
  }
}

/** Something that can be dragged, as its program sees it. */
export interface Dragged {
  isUnderWay(): boolean;
  isOver(): boolean;
}

/** Drags from one place of a window to another, and once more if it has missed it, as one that has just come up may. */
export async function dragInside(
  display: Display,
  { x, y }: Window,
  { isUnderWay, isOver }: Dragged,
  meanwhile: () => unknown,
): Promise<void> {
  for (let isCaught = false; !isOver(); ) {
    await drag(display, { x: x + 60, y: y + 60 }, { x: x + 160, y: y + 90 }, async () => {
      for (let looks = 0; !isUnderWay() && looks < LOOKS; looks++) await sleep(50);
      isCaught = isUnderWay();
      if (isCaught) await meanwhile();
    });
    while (isCaught && !isOver()) await sleep(20);
  }
}

/** Moves a window by its title bar, and makes it larger by the corner of its frame; both are the window manager's. */
export async function moveAndResize(display: Display, title: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const move: Grip = {
    at: ({ x, y }) => ({ x: x + 40, y: y - 10 }),
    follows: (now, before) => now.x > before.x && now.y > before.y,
  };
  const resize: Grip = {
    at: ({ x, y, width, height }) => ({ x: x + width + 1, y: y + height + 1 }),
    follows: (now, before) => now.width > before.width && now.height > before.height,
  };
  for (const grip of [move, resize]) await pull(display, title, grip, meanwhile);
}

interface Grip {
  at(window: Window): Place;
  follows(now: Window, before: Window): boolean;
}

/** The window follows while the button is down. */
async function pull(display: Display, title: string, grip: Grip, meanwhile: () => Promise<unknown>): Promise<void> {
  for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
    const before = await display.settledWindow(title);
    const from = grip.at(before);
    let isDone = false;
    await drag(display, from, { x: from.x + 80, y: from.y + 60 }, async () => {
      for (let looks = 0; !isDone && looks < LOOKS; looks++) isDone = grip.follows(await display.window(title), before);
      if (isDone) await meanwhile();
    });
    if (isDone) return;
  }
  display.look().keep(`unseen-${process.pid}`);
  assert.fail(`${title} does not follow the mouse`);
}
