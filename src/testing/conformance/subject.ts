/**
 * What is checked, and the few helpers that all checks share.
 */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { enter, leave } from '../../host/enter.ts';
import type { Host } from '../../host/host.ts';
import { type Leftovers, leftovers } from '../leftovers.ts';
import { whenHosted } from '../when-hosted.ts';

/** A loop inside the host's loop, as a modal dialog runs one. */
export interface NestedLoop {
  /** Blocks in the nested loop until `quit`. Called on the host's own level. */
  run(): void;
  /** Makes `run` return. */
  quit(): void;
}

/** The host under test. */
export interface Subject {
  /** Makes the host; called for each entry. */
  host(): Host;
  /** Makes a nested loop of this host, if it has such a thing. */
  nested?(): NestedLoop;
  /** A module that default-exports `() => Host`, for the checks that run in a worker. Without it they are left out. */
  readonly module?: URL;
}

/** One behaviour. */
export interface Check {
  /** A sentence. */
  readonly name: string;
  /** Rejects where it is not so. */
  run(): Promise<void>;
}

/** Enters the host, runs `body` inside, leaves, and tells what `body` returned. */
export async function inside<T>(subject: Subject, body: () => Promise<T> | T): Promise<T> {
  let outcome: Promise<T> | undefined;
  whenHosted(() => {
    outcome = run(body).finally(leave);
    outcome.catch(() => {});
  });
  await enter(subject.host());
  if (!outcome) throw new Error('the host returned before Node had its first turn');
  return outcome;
}

async function run<T>(body: () => Promise<T> | T): Promise<T> {
  return body();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Fails if there are more descriptors, threads or handles than before; what Node itself still closes gets a second. */
export async function nothingIsLeft(before: Leftovers): Promise<void> {
  for (let i = 0; i < 100 && isMore(leftovers(), before); i++) await sleep(10);
  const after = leftovers();
  assert.ok(!isMore(after, before), `left behind: ${inspect(after)}, before: ${inspect(before)}`);
}

function isMore(after: Leftovers, before: Leftovers): boolean {
  const { descriptors, threads, handles } = after;
  return descriptors > before.descriptors || threads > before.threads || handles > before.handles;
}

/** Rejects when `promise` takes longer than `ms` milliseconds: what never comes must not be waited for. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
