/**
 * What only a process of its own can show of descriptors: what keeps it alive, and what ends it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fixture, node, type Outcome } from '../../cli/command.ts';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../../support/hosts.ts';

const PROGRAM = fileURLToPath(new URL('./descriptors-program.js', import.meta.url));

for (const host of ["Node's loop", ...HOST_NAMES] as const) {
  const onHost = (sentence: string, way: string, check: (outcome: Outcome) => void) =>
    test(`${host}: ${sentence}`, async (t) => {
      const found = host === "Node's loop" ? { make: undefined } : hostUnderTest(host);
      if ('skip' in found) skipOrFail(t, found.skip);
      else check(await node([PROGRAM, way, host]));
    });

  onHost('a program that waits for a descriptor lives until that is removed', 'wait', (outcome) => {
    assert.deepEqual(outcome, { stdout: 'read x\nexit 0\n', stderr: '', ends: 0 });
  });

  onHost('process.exit() in doRead() ends the process', 'exit', (outcome) => {
    assert.deepEqual(outcome, { stdout: 'exit 3\n', stderr: '', ends: 3 });
  });

  onHost('an error in a tick after doRead() is uncaught', 'throw', ({ stdout, stderr, ends }) => {
    assert.deepEqual([stdout, ends], ['exit 1\n', 1]);
    assert.match(stderr, /Error: thrown in a tick\n {4}at /);
  });

  onHost('an error in a tick that is handled does no harm', 'handle', (outcome) => {
    assert.deepEqual(outcome, { stdout: 'handled thrown in a tick\nread again\nexit 0\n', stderr: '', ends: 0 });
  });

  onHost('a worker that waits for descriptors is terminated, and leaves nothing', 'terminate', (outcome) => {
    assert.deepEqual(outcome, { stdout: 'terminated\nexit 0\n', stderr: '', ends: 0 });
  });
}

test('without the addon the error tells the way out, and the rest works', async () => {
  const env = { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: 'node-gyp-build' };
  const { stdout, stderr, ends } = await node([PROGRAM, 'refused', "Node's loop"], { env });
  assert.match(stdout, /^ERR_INTERLOOP_CANNOT_WATCH .*build it with "npm .*"\nexit 0\n$/);
  assert.deepEqual([stderr, ends], ['', 0]);
});
