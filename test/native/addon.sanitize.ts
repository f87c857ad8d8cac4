/**
 * The addon under AddressSanitizer and UBSan: programs that must also leave nothing behind, and the behaviour suites.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HOST_NAMES, type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type Outcome, runSanitized } from './sanitized.ts';

const hosts: readonly (HostName | 'fake')[] = [...HOST_NAMES, 'fake'];
const programs = { 'come-and-go': 0, 'terminate-workers': 0, flood: 0, descriptors: 0, 'exit-inside': 7 };
const suites = [
  'fake',
  'frame',
  'glib-waker',
  'glib-watch',
  'sdl-events',
  'sdl-main',
  'sdl',
  'tk-behaviour',
  'processes',
].map((host) => `hosts/${host}`);
suites.push('net/kinds/descriptors', 'net/kinds/descriptors-programs');

const built = (file: string) => fileURLToPath(new URL(file, import.meta.url));

function run(program: string, ...args: string[]): Promise<Outcome> {
  return runSanitized(true, ['--expose-gc', built(`./programs/${program}.js`), ...args]);
}

function assertClean({ stdout, stderr, status, complaint }: Outcome, expected = 0): void {
  assert.equal(complaint, '');
  assert.deepEqual({ stdout, status }, { stdout: 'done\n', status: expected }, stderr);
}

for (const host of hosts) {
  const found = host === 'fake' ? undefined : hostUnderTest(host);
  for (const [program, status] of Object.entries(programs)) {
    test(`${host}: ${program} is clean and leaks nothing`, async (t) => {
      if (found && 'skip' in found) return skipOrFail(t, found.skip);
      const outcome = await run(program, host);
      assertClean(outcome, status);
      if (status === 0) assert.deepEqual(outcome.leaks, []);
    });
  }
}

test('frame: throw-in-frames is clean and leaks nothing', async () => {
  const outcome = await run('throw-in-frames');
  assertClean(outcome);
  assert.deepEqual(outcome.leaks, []);
});

for (const suite of suites) {
  test(`the behaviour suite "${suite}" passes and is clean`, async () => {
    const file = built(`../${suite}.test.js`);
    const { stdout, stderr, status, complaint } = await runSanitized(false, ['--test', '--test-reporter=spec', file]);
    assert.equal(complaint, '');
    assert.equal(status, 0, stdout.slice(-5000) + stderr);
  });
}
