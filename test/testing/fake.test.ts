import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, leave } from 'interloop/host';
import { fake } from 'interloop/testing';

test('a host that a promise job tells to quit does not wait any more', { timeout: 60_000 }, async () => {
  const result = await enter(
    fake((host) => {
      while (host.next(0));
      void Promise.resolve().then(leave);
      while (!host.quitAsked) host.next();
      return 'returned';
    }),
  );
  assert.equal(result, 'returned');
});
