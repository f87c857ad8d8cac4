/**
 * The hosts that suites run over, and what becomes of a test whose host cannot be had on this machine.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Host, MissingLibraryError } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { sdl } from 'interloop/hosts/sdl';
import { tk } from 'interloop/hosts/tk';

const makers = {
  frame: () => frame(),
  'glib watch': () => glib(),
  'glib waker': () => glib({ form: 'waker' }),
  'sdl waker': () => sdl(),
  tk: () => tk(),
};

export type HostName = keyof typeof makers;

export const HOST_NAMES = Object.keys(makers) as HostName[];

/** A way to make a host, or the reason why this machine has none of this name. */
export function hostUnderTest(name: HostName): { make(): Host } | { skip: string } {
  const make = makers[name];
  try {
    make();
    return { make };
  } catch (error) {
    if (error instanceof MissingLibraryError) return { skip: error.message };
    throw error;
  }
}

/** Skips a test and prints the reason; with INTERLOOP_REQUIRE_HOSTS=all it fails instead. */
export function skipOrFail(t: TestContext, reason: string): void {
  assert.notEqual(process.env.INTERLOOP_REQUIRE_HOSTS, 'all', reason);
  t.skip(reason);
}
