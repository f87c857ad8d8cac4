/**
 * Runs a piece of documentation as a module that imports from the package by its name.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { node } from '../cli/command.ts';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { displayFor } from '../support/xvfb.ts';

const folder = new URL('../../../build/documentation/', import.meta.url);

/** Runs it, wants exit code 0 and nothing on stderr, and tells what it printed; `undefined` if it was skipped. */
export async function runModule(t: TestContext, name: string, code: string): Promise<string | undefined> {
  const found = hostUnderTest('glib watch');
  if ('skip' in found && /glib|koffi/.test(code)) return void skipOrFail(t, found.skip);
  if (code.includes('hosts/gtk') && !(await displayFor(t))) return undefined;
  const file = new URL(`${name.replace(/\W+/g, '-')}.mjs`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, code);
  const { stdout, stderr, ends } = await node([fileURLToPath(file)]);
  assert.deepEqual({ ends, stderr }, { ends: 0, stderr: '' });
  return stdout;
}
