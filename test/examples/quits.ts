/**
 * The ways out of a program with a window of GTK 4, and what is to be seen of each.
 */
import assert from 'node:assert/strict';
import type { Display, Window } from '../support/xvfb.ts';
import type { Program } from './program.ts';

export interface Opened {
  readonly display: Display;
  readonly program: Program;
  readonly window: Window;
}

export const quits: Readonly<Record<string, (opened: Opened) => unknown>> = {
  'Ctrl-Q': ({ display }) => display.key('ctrl+q'),
  'the close button': ({ display, window }) => display.click(window.width - 28, 27, { window }),
  'the window manager': ({ display, window }) => display.close(window),
  'Ctrl-C': ({ program }) => program.process.kill('SIGINT'),
  SIGTERM: ({ program }) => program.process.kill('SIGTERM'),
};

/** Nothing was written, and nothing is left that has its output open. */
export async function endsWell(program: Program): Promise<void> {
  assert.deepEqual(await program.ends(), { stdout: '', stderr: '', ends: 0 });
}
