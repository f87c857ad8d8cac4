/**
 * What a piece of code left behind in this process: descriptors, threads, libuv handles.
 */
import { readdirSync } from 'node:fs';

/** Counts at one moment. */
export interface Leftovers {
  /** Open files of this process. */
  readonly descriptors: number;
  /** Those of this process, the main one included. */
  readonly threads: number;
  /** Handles of libuv, those of the addon included; without timers, of which Node 24 keeps one per ended worker. */
  readonly handles: number;
}

interface Report {
  readonly libuv: readonly { readonly type: string }[];
}

/**
 * Counts what is open now (Linux). Compare two of them around the code in question.
 *
 * @example
 * import { leftovers } from 'interloop/testing';
 *
 * const before = leftovers();
 * // ... the code in question ...
 * leftovers().threads - before.threads; // 0
 */
export function leftovers(): Leftovers {
  const { libuv } = process.report.getReport() as unknown as Report;
  return Object.freeze({
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    handles: libuv.filter(({ type }) => type !== 'loop' && type !== 'timer').length,
  });
}
