import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, hosted, leave } from 'interloop/host';
import { qt } from 'interloop/hosts/qt';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { behaviour } from './behaviour.ts';
import { nestedQt } from './nested-qt.ts';

process.env.QT_NO_GLIB = '1'; // Qt reads it when the application is made

test('a Qt that is not on GLib is given turns through its own queue', async (t) => {
  const found = hostUnderTest('qt waker');
  if ('skip' in found) return skipOrFail(t, found.skip);
  let form: string | undefined;
  whenHosted(() => {
    form = hosted()?.form;
    leave();
  });
  await enter(qt());
  assert.equal(form, 'waker');
  await assert.rejects(enter(qt({ form: 'watch' })), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

behaviour('qt waker', { nested: nestedQt });
