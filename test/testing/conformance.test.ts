/**
 * The checks for hosts are checked with hosts that are not as they should be.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conformance, fake } from 'interloop/testing';

/** Gives Node turns that it has not asked for, for as long as `isBusy` says so; without a pause, that a busy machine could stretch. */
function polling(isBusy: () => boolean) {
  return fake((host) => {
    while (!host.quitAsked) if (!host.next(isBusy() ? 0 : -1)) setImmediate(() => {});
  });
}

function check(name: string, host: () => ReturnType<typeof fake>): Promise<void> {
  const found = conformance({ host }).find((each) => each.name === name);
  assert.ok(found, name);
  return found.run();
}

test('a host that polls is not idle', { timeout: 60_000 }, async () => {
  const checked = check('idle with nothing registered makes no turns', () => polling(() => true));
  await assert.rejects(checked, /in periods of 300 ms: \d{2,} turns and \d{2,} wakes, /);
});

test('a host may be idle late, when V8 has collected its garbage', { timeout: 60_000 }, async () => {
  const busyUntil = performance.now() + 1000;
  await check('idle with nothing registered makes no turns', () => polling(() => performance.now() < busyUntil));
});
