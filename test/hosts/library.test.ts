import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';

const built = new URL('../../../dist/hosts/library.js', import.meta.url);

test('a library that is missing is named, with what to install', async (t) => {
  const found = hostUnderTest('glib watch');
  if ('skip' in found) return skipOrFail(t, found.skip);
  const { library } = (await import(String(built))) as { library(name: string, way: string): unknown };
  assert.throws(() => library('libnothing.so.7', 'install the package nothing7'), {
    code: 'ERR_INTERLOOP_MISSING_LIBRARY',
    library: 'libnothing.so.7',
    message: 'Cannot load libnothing.so.7: install the package nothing7',
  });
});
