/**
 * Programs with threads run in a process of their own, on each loop that the reactor can live on, and check themselves.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HOST_NAMES, type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';

const PATIENCE_MS = 120_000;

/** Runs `programs/NAME.js`, which has to end by itself with exit code 0; gives what it wrote, standard error after it. */
export async function runProgram(name: string, ...args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
  const limit = { timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, [file, ...args], { ...limit, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code, signal] = await ended;
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, `${name} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** A test for each loop: the program gets the name of the host, or nothing, as its argument. */
export function onEachLoop(sentence: string, name: string, expected: string): void {
  for (const host of [undefined, ...HOST_NAMES]) {
    test(`${host ?? "Node's loop"}: ${sentence}`, { timeout: PATIENCE_MS + 10_000 }, async (t) => {
      const found = host && hostUnderTest(host as HostName);
      if (found && 'skip' in found) return skipOrFail(t, found.skip);
      assert.equal(await runProgram(name, ...(host ? [host] : [])), expected);
    });
  }
}
