/**
 * The hosts that suites run over, and what becomes of a test whose host cannot be had on this machine.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Host, MissingLibraryError, NoDisplayError } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { gtk } from 'interloop/hosts/gtk';
import { qt } from 'interloop/hosts/qt';
import { sdl } from 'interloop/hosts/sdl';
import { tk } from 'interloop/hosts/tk';
import { wx } from 'interloop/hosts/wx';
import { newApplication } from './gtk-functions.ts';

const makers = {
  frame: () => frame(),
  'glib watch': () => glib(),
  'glib waker': () => glib({ form: 'waker' }),
  'sdl waker': () => sdl(),
  tk: () => tk(),
};

const toolkits = {
  'qt watch': () => qt(),
  'qt waker': () => qt({ form: 'waker' }),
  'wx waker': () => wx({ form: 'waker' }),
};

/** Hosts with windows, which need the display of `xvfb.ts`; toolkits want the main thread, and a process of their own. */
const windowed = {
  'gtk 3': () => gtk({ version: 3 }),
  'gtk 3 application': () => gtk({ version: 3, application: newApplication(3) }),
  'gtk 4': () => gtk({ version: 4 }),
  'gtk 4 application': () => gtk({ version: 4, application: newApplication(4) }),
  'gtk 4 waker': () => gtk({ version: 4, form: 'waker' }),
  'qt windows': () => qt({ application: 'widgets' }),
  'wx windows': () => wx({ application: 'gui' }),
};

export type BasicHostName = keyof typeof makers;
export type HostName = BasicHostName | keyof typeof toolkits;
export type WindowedHostName = keyof typeof windowed;

/** What runs on these runs in both forms, and so on the others. */
export const HOST_NAMES = Object.keys(makers) as BasicHostName[];

/** For what only the host itself can get wrong: in and out, nesting, rest. */
export const ALL_HOST_NAMES = [...HOST_NAMES, ...Object.keys(toolkits)] as HostName[];

/** A way to make a host, or the reason why this machine has none of this name. */
export function hostUnderTest(name: HostName | WindowedHostName): { make(): Host } | { skip: string } {
  const make = { ...makers, ...toolkits, ...windowed }[name];
  try {
    make();
    return { make };
  } catch (error) {
    if (error instanceof MissingLibraryError || error instanceof NoDisplayError) return { skip: error.message };
    throw error;
  }
}

/** Skips a test and prints the reason; with INTERLOOP_REQUIRE_HOSTS=all it fails instead. */
export function skipOrFail(t: TestContext, reason: string): void {
  assert.notEqual(process.env.INTERLOOP_REQUIRE_HOSTS, 'all', reason);
  t.skip(reason);
}
