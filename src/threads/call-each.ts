/**
 * What a thread of a pool calls when it shall make several calls, one after the other.
 */
import { find, load } from './modules.ts';
import type { FunctionName } from './types.ts';

/** Functions, each with its arguments. */
export type Steps = readonly (readonly [what: FunctionName, args: readonly unknown[]])[];

/** Makes the calls and waits for each; what they return is lost, and what is thrown ends it. */
export async function callEach(steps: Steps): Promise<void> {
  for (const [what, args] of steps) await (find(what) ?? (await load(what)))(...args);
}
