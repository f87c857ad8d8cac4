/**
 * Wrong arguments: whatever they are, they are refused by code, and where they are given.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  Deferred,
  DeferredFilesystemLock,
  DeferredList,
  DeferredLock,
  execute,
  gatherResults,
  maybeDeferred,
  race,
} from 'interloop';
import { codeOf } from './fired.ts';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const WRONG = [null, true, 5, 5n, 'x', {}, Object.create(null), Symbol('s'), Number.NaN] as never[];

test('what is no function fails the Deferred that is made of it', () => {
  for (const wrong of [undefined as never, ...WRONG]) {
    for (const deferred of [maybeDeferred(wrong), execute(wrong), new DeferredLock().run(wrong)]) {
      assert.equal(codeOf(deferred), invalid.code, inspect(wrong));
    }
  }
});

test('what is no clock, and what is not to be called then, is refused by addTimeout()', () => {
  for (const wrong of WRONG) {
    assert.throws(() => new Deferred().addTimeout(5, wrong), invalid, inspect(wrong));
    assert.throws(() => new Deferred().addTimeout(5, undefined, wrong), invalid, inspect(wrong));
  }
});

test('what is no path, and what is no clock, is refused by a file lock', () => {
  for (const wrong of WRONG.filter((value) => typeof value !== 'string')) {
    assert.throws(() => new DeferredFilesystemLock(wrong), invalid, inspect(wrong));
    assert.throws(() => new DeferredFilesystemLock('name', wrong), invalid, inspect(wrong));
  }
});

test('what is no array of Deferreds is refused', () => {
  for (const wrong of [undefined as never, ...WRONG, ...WRONG.map((value) => [value] as never)]) {
    assert.throws(() => new DeferredList(wrong), invalid, inspect(wrong));
    assert.throws(() => gatherResults(wrong), invalid, inspect(wrong));
    assert.throws(() => race(wrong), invalid, inspect(wrong));
  }
});
