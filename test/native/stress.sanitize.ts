/**
 * The poller, alone and under a guest, and the hosts that other threads call, in stress drivers without Node: see
 * poller-stress.c, guest-stress.c and hosts-stress.c.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipOrFail } from '../support/hosts.ts';

const drivers = {
  'poller-stress': 'each arming is answered',
  'guest-stress': 'nothing is lost and the host sleeps',
  'hosts-stress': 'nothing that is posted is lost',
};
const sanitizers = { thread: 'ThreadSanitizer', address: 'AddressSanitizer and UBSan' };

for (const [driver, sentence] of Object.entries(drivers)) {
  for (const [sanitizer, name] of Object.entries(sanitizers)) {
    test(`${driver}: ${sentence}, under ${name}`, (t) => {
      const file = fileURLToPath(new URL(`../../sanitize/${driver}-${sanitizer}`, import.meta.url));
      const env = {
        ...process.env,
        TSAN_OPTIONS: 'halt_on_error=1',
        UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
      };
      const seed = process.env.INTERLOOP_SEED ?? '0';
      const { stdout, stderr, status, signal } = spawnSync(file, [seed], { env, encoding: 'utf8', timeout: 120_000 });
      if (status === 77) return skipOrFail(t, stderr.trim());
      t.diagnostic(stdout.trim().replaceAll('\n', ', '));
      assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
    });
  }
}
