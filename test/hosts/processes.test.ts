/**
 * What only a process of its own can show: entries from the top level of a module, and every way to end.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ALL_HOST_NAMES, type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

function run(program: string, ...args: string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { timeout: 30_000, killSignal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ ...output, code, signal })));
}

function onEachHost(sentence: string, check: (host: HostName) => Promise<void>): void {
  for (const name of ALL_HOST_NAMES) {
    const found = hostUnderTest(name);
    test(`${name}: ${sentence}`, (t) => ('skip' in found ? skipOrFail(t, found.skip) : check(name)));
  }
}

const EVERYTHING = 'inside: fetch, file, fs, immediate, import, microtask, tick, timer\nafter\n';

for (const [context, program] of [
  ['the top level of an ES module', 'esm-top-level.js'],
  ['after a top-level await', 'after-top-level-await.js'],
  ['the top level of a CommonJS main', 'commonjs-main.cjs'],
] as const) {
  onEachHost(`entered from ${context}, everything works inside`, async (host) => {
    assert.deepEqual(await run(program, host), { stdout: EVERYTHING, stderr: '', code: 0, signal: null });
  });
}

const ends: readonly [sentence: string, way: string, expected: Partial<Ended>][] = [
  ['process.exit() inside ends the process with its code', 'exit', { stdout: 'exit 3\n', code: 3 }],
  ['process.exitCode is kept', 'exit code', { stdout: 'left\nexit 4\n', code: 4 }],
  ['an uncaught error ends the process with code 1', 'throw', { stdout: 'exit 1\n', code: 1 }],
  ['an unhandled rejection ends the process with code 1', 'reject', { stdout: 'exit 1\n', code: 1 }],
  ['a handled error does not', 'handled', { stdout: 'handled thrown inside\nleft\nexit 0\n', code: 0 }],
  ['a signal without a handler kills the process', 'signal', { stdout: '', code: null, signal: 'SIGTERM' }],
  ['a handled signal does not', 'handled signal', { stdout: 'handled SIGTERM\nleft\nexit 0\n', code: 0 }],
  [
    'beforeExit may go on with more work after the host was left',
    'before exit',
    { stdout: 'left\nbefore exit\nmore work\nexit 0\n', code: 0 },
  ],
  ['process.abort() aborts', 'abort', { code: null, signal: 'SIGABRT' }],
];

for (const [sentence, way, expected] of ends) {
  onEachHost(sentence, async (host) => {
    const ended = await run('ends.js', way, host);
    for (const key of Object.keys(expected) as (keyof Ended)[]) {
      assert.equal(ended[key], expected[key], `${key} of ${JSON.stringify(ended)}`);
    }
    if (way === 'throw' || way === 'reject') assert.match(ended.stderr, /Error: (thrown|rejected) inside\n {4}at /);
  });
}
