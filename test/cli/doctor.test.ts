import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { fixture, interloop } from './command.ts';

const without = (missing: string) => ({
  env: { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: missing },
});

test('the doctor tells of Node, the addon and each host', async () => {
  const { stdout, stderr, ends } = await interloop(['doctor']);
  assert.equal(stderr, '');
  assert.equal(ends, 0);
  assert.ok(stdout.includes(`on Node ${process.versions.node}, libuv ${process.versions.uv}, ${process.platform}`));
  assert.match(stdout, /^ {2}addon +found +\/.*\.node$/m);
  assert.match(stdout, /^ {2}frame +works +watch form, no thread$/m);
  assert.ok(!stdout.includes('\u001b'), 'no colours where there is no terminal');
});

test('the doctor tells the same as JSON', async () => {
  const { stdout, ends } = await interloop(['doctor', '--json']);
  const { node, libuv, addon, hosts } = JSON.parse(stdout);
  assert.equal(ends, 0);
  assert.deepEqual([node, libuv, addon.found], [process.versions.node, process.versions.uv, true]);
  assert.deepEqual(hosts.at(-1), { name: 'frame', works: true, form: 'watch', libraries: [] });
});

test('the doctor finds GLib', async (t) => {
  const glib = hostUnderTest('glib watch');
  if ('skip' in glib) return skipOrFail(t, glib.skip);
  const { stdout } = await interloop(['doctor', '--json']);
  const libraries = [{ name: 'libglib-2.0.so.0', file: 'libglib-2.0.so.0', found: true }];
  assert.deepEqual(JSON.parse(stdout).hosts[0], { name: 'glib', works: true, form: 'watch', libraries });
});

test('the doctor finds Qt', async (t) => {
  const qt = hostUnderTest('qt watch');
  if ('skip' in qt) return skipOrFail(t, qt.skip);
  const { hosts } = JSON.parse((await interloop(['doctor', '--json'])).stdout);
  const libraries = [{ name: 'libQt6Core.so.6', file: 'libQt6Core.so.6', found: true }];
  assert.deepEqual(
    hosts.find(({ name }: { name: string }) => name === 'qt'),
    { name: 'qt', works: true, form: 'watch', libraries },
  );
});

test('the doctor finds wxWidgets', async (t) => {
  const wx = hostUnderTest('wx waker');
  if ('skip' in wx) return skipOrFail(t, wx.skip);
  const { hosts } = JSON.parse((await interloop(['doctor', '--json'])).stdout);
  const { works, form, libraries } = hosts.find(({ name }: { name: string }) => name === 'wx');
  assert.deepEqual([works, form, libraries[0].found], [true, 'waker', true]);
});

test('without koffi one host is left, and the doctor says what to install', async () => {
  const { stdout, ends } = await interloop(['doctor'], without('koffi'));
  assert.equal(ends, 0);
  assert.match(stdout, /^Hosts \(1 of \d+ work\)$/m);
  assert.match(stdout, /^ {2}glib +fails +\[ERR_INTERLOOP_MISSING_LIBRARY\] .*npm install koffi/m);
});

test('where no host works the exit code is 1', async () => {
  const { stdout, ends } = await interloop(['doctor', '--json'], without('node-gyp-build'));
  const { addon, hosts } = JSON.parse(stdout);
  assert.equal(ends, 1);
  assert.equal(addon.found, false);
  for (const { works, error } of hosts) assert.deepEqual([works, error.code], [false, 'ERR_INTERLOOP_ADDON_MISSING']);
});
