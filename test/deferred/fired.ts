/**
 * What a Deferred came to, without changing it.
 */
import assert from 'node:assert/strict';
import type { Deferred } from 'interloop';

type State<T> = { state: 'nothing' } | { state: 'value'; value: T } | { state: 'error'; error: unknown };

export function stateOf<T>(deferred: Deferred<T>): State<T> {
  let state: State<T> = { state: 'nothing' };
  deferred.addCallbacks(
    (value) => {
      state = { state: 'value', value };
      return value;
    },
    (error) => {
      state = { state: 'error', error };
      throw error;
    },
  );
  return state;
}

export function resultOf<T>(deferred: Deferred<T>): T {
  const found = stateOf(deferred);
  assert.equal(found.state, 'value');
  return (found as { value: T }).value;
}

/** The error, which then counts as handled. */
export function errorOf(deferred: Deferred<unknown>): unknown {
  const found = stateOf(deferred);
  assert.equal(found.state, 'error');
  deferred.addErrback(() => undefined);
  return (found as { error: unknown }).error;
}

export function codeOf(deferred: Deferred<unknown>): string {
  return (errorOf(deferred) as { code: string }).code;
}

export function hasNothing(deferred: Deferred<unknown>): void {
  assert.equal(stateOf(deferred).state, 'nothing');
}
