/**
 * A tasklet as operations and the run queue see it; the main one is all that runs outside of the others.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tasklet } from './tasklet.ts';
import type { Wait } from './wait.ts';

export class Strand {
  readonly name: string;
  /** What users have in their hands. */
  declare tasklet: Tasklet<unknown>;
  /** Its operations that have not returned, in the order in which they were called. */
  readonly waits: Set<Wait> = new Set();
  /** What its next operations throw. */
  readonly raised: unknown[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Throws an error into it where it waits, or else at its next operation. */
  raise(error: unknown): void {
    const failed = [...this.waits].filter((wait) => wait.isOpen && wait.fail(error));
    if (failed.length === 0) this.raised.push(error);
  }

  /** Whether an error was raised in it that it has not seen yet. */
  isToSee(error: unknown): boolean {
    return this.raised.includes(error) || [...this.waits].some(({ outcome }) => outcome?.value === error);
  }

  /** It has come upon an error that was raised in it by another way than an operation. */
  hasSeen(error: unknown): void {
    const place = this.raised.indexOf(error);
    if (place >= 0) this.raised.splice(place, 1);
  }
}

export const main: Strand = new Strand('main');

/** Those that have not ended, in the order in which they were made; the main one first. */
export const living: Set<Strand> = new Set([main]);

const storage = new AsyncLocalStorage<Strand>();

export function current(): Strand {
  return storage.getStore() ?? main;
}

/** Calls `fn` so that it, and all that it awaits, runs as `strand`. */
export function callAs<R>(strand: Strand, fn: () => R): R {
  return storage.run(strand, fn);
}
