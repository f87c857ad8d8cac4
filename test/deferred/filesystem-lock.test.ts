import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DeferredFilesystemLock } from 'interloop';
import { FakeTime } from './fake-time.ts';
import { codeOf, hasNothing, resultOf } from './fired.ts';

const folder = mkdtempSync(join(tmpdir(), 'interloop-lock-'));
after(() => rmSync(folder, { recursive: true }));
let locks = 0;
const fresh = () => join(folder, `${locks++}`);

/** The number of a process that has ended. */
const { pid: DEAD } = spawnSync(process.execPath, ['--version']);

test('a lock is a link to the number of the process that holds it, as in Twisted', () => {
  const lock = new DeferredFilesystemLock(fresh());
  assert.equal(lock.lock(), true);
  assert.equal(readlinkSync(lock.name), String(process.pid));
  assert.deepEqual([lock.locked, lock.clean], [true, true]);
  lock.unlock();
  assert.equal(lock.locked, false);
});

test('a lock that is held is not given to another', () => {
  const name = fresh();
  const [a, b] = [new DeferredFilesystemLock(name), new DeferredFilesystemLock(name)];
  a.lock();
  assert.equal(b.lock(), false);
  a.unlock();
  assert.equal(b.lock(), true);
});

test('the lock of a process that died is taken over, and was not given back cleanly', () => {
  const lock = new DeferredFilesystemLock(fresh());
  symlinkSync(String(DEAD), lock.name);
  assert.equal(lock.lock(), true);
  assert.equal(lock.clean, false);
});

test('only who holds a lock can give it back', () => {
  const lock = new DeferredFilesystemLock(fresh());
  assert.throws(() => lock.unlock(), { code: 'ERR_INTERLOOP_LOCK_NOT_OWNED', message: /nobody/ });
  symlinkSync(String(process.ppid), lock.name);
  assert.throws(() => lock.unlock(), { code: 'ERR_INTERLOOP_LOCK_NOT_OWNED', message: /process \d+ holds it/ });
});

test('what is no lock is not taken for one', () => {
  const link = new DeferredFilesystemLock(fresh());
  symlinkSync('elsewhere', link.name);
  assert.throws(() => link.lock(), { code: 'ERR_INTERLOOP_LOCK_NOT_OWNED' });
  const file = new DeferredFilesystemLock(fresh());
  writeFileSync(file.name, '');
  assert.equal(codeOf(file.deferUntilLocked()), 'EINVAL');
});

test('deferUntilLocked fires at once if the lock is free', () => {
  const time = new FakeTime();
  const lock = new DeferredFilesystemLock(fresh(), time);
  assert.equal(resultOf(lock.deferUntilLocked(5000)), undefined);
  assert.equal(lock.locked, true);
  assert.deepEqual(time.calls, []);
});

test('deferUntilLocked tries again every second', () => {
  const time = new FakeTime();
  const lock = new DeferredFilesystemLock(fresh(), time);
  symlinkSync(String(process.ppid), lock.name);
  const locked = lock.deferUntilLocked(5000);
  time.advance(1000);
  unlinkSync(lock.name);
  time.advance(999);
  hasNothing(locked);
  time.advance(1);
  resultOf(locked);
  assert.equal(lock.locked, true);
  assert.deepEqual(time.calls, []);
});

test('deferUntilLocked fails when its time is over, after a last try', () => {
  const time = new FakeTime();
  const lock = new DeferredFilesystemLock(fresh(), time);
  symlinkSync(String(process.ppid), lock.name);
  const late = lock.deferUntilLocked(500);
  time.advance(500);
  assert.equal(codeOf(late), 'ERR_INTERLOOP_TIMEOUT');
  assert.deepEqual(time.calls, []);
  const lucky = lock.deferUntilLocked(500);
  unlinkSync(lock.name);
  time.advance(500);
  resultOf(lucky);
  assert.deepEqual(time.calls, []);
});

test('a second deferUntilLocked fails while the first waits, and cancel stops that', () => {
  const time = new FakeTime();
  const lock = new DeferredFilesystemLock(fresh(), time);
  symlinkSync(String(process.ppid), lock.name);
  const first = lock.deferUntilLocked(500);
  assert.equal(codeOf(lock.deferUntilLocked()), 'ERR_INTERLOOP_ALREADY_LOCKING');
  first.cancel();
  assert.equal(codeOf(first), 'ERR_INTERLOOP_CANCELLED');
  assert.deepEqual(time.calls, []);
  hasNothing(lock.deferUntilLocked());
});

test('a time that is no number of milliseconds is refused', () => {
  const lock = new DeferredFilesystemLock(fresh());
  assert.throws(() => lock.deferUntilLocked(-1), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
