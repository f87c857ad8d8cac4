import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUEST, native, TURN, waker } from 'interloop/host';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };

test('a native call keeps its address and arguments', () => {
  assert.deepEqual(native(16, 1n, null), { address: 16n, args: [1n, null], returns: 'int' });
});

test('an address of 0, a negative or a broken one is refused', () => {
  for (const address of [0, 0n, -1, 1.5, Number.NaN, undefined, '12']) {
    assert.throws(() => native(address as bigint), invalid, String(address));
  }
});

test('a native call takes at most six integers or pointers', () => {
  assert.throws(() => native(16, 1, 2, 3, 4, 5, 6, 7), invalid);
  assert.throws(() => native(16, 1.5), invalid);
  assert.throws(() => native(16, 'text' as never), invalid);
});

test('a waker must hand over TURN and GUEST, a plain call must not', () => {
  assert.throws(() => waker(16, 1), invalid);
  assert.throws(() => native(16, TURN), invalid);
  assert.equal(waker(16, TURN, GUEST).length, 1);
});
