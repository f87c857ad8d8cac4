import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node } from '../cli/command.ts';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { example, runExample } from './example.ts';

test('the first hosted program answers itself and leaves', async () => {
  const { stdout, stderr, ends } = await runExample('first-hosted-program/first.mjs');
  assert.equal(ends, 0, stderr);
  assert.match(stdout, /^hello from inside\nthe host has run \d+ frames meanwhile\nthe host has returned\n$/);
});

test('a dialog stops Node when it is opened inside a turn, and does not through modal()', async () => {
  const { stdout, stderr, ends } = await runExample('modal/modal.mjs');
  assert.equal(ends, 0, stderr);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'opened inside a turn:   answer "yes", Node stood still',
    'opened through modal(): answer "yes", Node kept ticking',
  ]);
});

test('a host of your own hosts', async (t) => {
  const found = hostUnderTest('glib waker');
  if ('skip' in found) return skipOrFail(t, found.skip);
  const { stdout, stderr, ends } = await runExample('host-of-your-own/main.ts');
  assert.equal(ends, 0, stderr);
  assert.match(stdout, /^fetched inside\nhost +bare-glib \(waker\)/);
});

test('a host of your own passes the checks for hosts', { timeout: 120_000 }, async (t) => {
  const found = hostUnderTest('glib waker');
  if ('skip' in found) return skipOrFail(t, found.skip);
  const { stdout, ends } = await node([
    '--test',
    '--test-reporter=tap',
    example('host-of-your-own/conformance.test.ts'),
  ]);
  assert.equal(ends, 0, stdout);
  assert.match(stdout, /^# pass [1-9]\d+$/m);
  assert.match(stdout, /^# skipped 0$/m);
});
