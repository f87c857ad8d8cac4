/**
 * Logging in a process of its own: what has been logged, and to whom, is a matter of the whole process.
 */
import assert from 'node:assert/strict';
import { node, type Outcome } from '../cli/command.ts';

const INDEX = new URL('../../../dist/index.js', import.meta.url).href;

/** Runs the code of a module that has what `interloop` exports as `log`; it must end well. */
export async function program(code: string): Promise<Outcome> {
  const module = `import * as log from ${JSON.stringify(INDEX)};\n${code}`;
  const outcome = await node(['--input-type=module', '--eval', module]);
  assert.equal(outcome.ends, 0, outcome.stderr);
  return outcome;
}
