import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internal } from '../reactor/internal.ts';

const { begin, condemn, finish, hasPlace, isOffered, newClaims, numberAfter, offer, withdraw } =
  await internal<typeof import('../../src/threads/claims.ts')>('threads/claims.js');

test('a call that was begun can be condemned, but not withdrawn', () => {
  const claims = newClaims();
  offer(claims, 1);
  assert.equal(condemn(claims, 1), false);
  assert.equal(isOffered(claims, 1), true);
  assert.equal(begin(claims, 1), true);
  assert.equal(isOffered(claims, 1), false);
  assert.equal(withdraw(claims, 1), false);
  assert.equal(condemn(claims, 1), true);
  assert.equal(finish(claims, 1), false);
});

test('a call that was withdrawn cannot be begun, and one that is over cannot be condemned', () => {
  const claims = newClaims();
  offer(claims, 1);
  assert.equal(withdraw(claims, 1), true);
  assert.equal(withdraw(claims, 1), false);
  assert.equal(begin(claims, 1), false);
  offer(claims, 2);
  begin(claims, 2);
  assert.equal(finish(claims, 2), true);
  assert.equal(condemn(claims, 2), false);
});

test('the message of a withdrawn call does not begin a later call that has the same place', () => {
  const claims = newClaims();
  offer(claims, 1);
  withdraw(claims, 1);
  let later = numberAfter(1);
  while (later % 64 !== 1) later = numberAfter(later);
  assert.equal(hasPlace(claims, later), true);
  offer(claims, later);
  assert.equal(begin(claims, 1), false);
  assert.equal(begin(claims, later), true);
  assert.equal(hasPlace(claims, 1), false);
});

test('numbers begin again without two neighbours having the same place', () => {
  const last = 2 ** 30;
  assert.equal(numberAfter(last), 1);
  assert.equal(numberAfter(last - 1), last);
  assert.equal((last - 1) % 64, 63);
  assert.equal(last % 64, 0);
});
