/**
 * The addon under AddressSanitizer and UBSan, on the hosts that need no display.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_NAMES } from '../support/hosts.ts';
import { assertClean, cleanOn, cleanSuite, runProgram } from './checks.ts';

for (const host of [...HOST_NAMES, 'fake'] as const) {
  for (const program of ['come-and-go', 'terminate-workers', 'flood', 'descriptors', 'exit-inside'] as const) {
    cleanOn(host, program);
  }
}

test('frame: throw-in-frames is clean and leaks nothing', async () => {
  const outcome = await runProgram('throw-in-frames');
  assertClean(outcome);
  assert.deepEqual(outcome.leaks, []);
});

for (const host of ['fake', 'frame', 'glib-waker', 'glib-watch', 'sdl-events', 'sdl-main', 'sdl', 'tk-behaviour']) {
  cleanSuite(`hosts/${host}`);
}
for (const suite of ['hosts/processes', 'hosts/bad-input', 'net/kinds/descriptors', 'net/kinds/descriptors-programs'])
  cleanSuite(suite);
