// The addon under AddressSanitizer and UBSan, what has threads under ThreadSanitizer.
//
// Builds what test/native needs into build/sanitize and runs its *.sanitize.js with Node's own runner. Needs gcc (or
// clang) with its sanitizer libraries, and a build of the rest (npm run build).
//
//   node scripts/sanitize.js [part of a path ...]

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, compilersFile, native, nodePrefix, root } from './toolchain.js';

const out = join(root, 'build', 'sanitize');
const tests = join(root, 'build', 'test', 'native');
const DRIVERS = {
  'poller-stress': ['poller.c', 'wait-linux.c'],
  'guest-stress': ['guest.c', 'watch.c', 'poller.c', 'wait-linux.c', 'queue.c', 'call.c', 'stack.c', 'statistics.c'],
  'hosts-stress': ['sdl.c', 'tk.c', 'queue.c', 'pace.c', 'wait-linux.c', 'stack.c'],
};
const SANITIZERS = { thread: 'thread', address: 'address,undefined' };

/** The addon and the shim of wx, where INTERLOOP_PREBUILD makes programs find them. */
function buildAddon() {
  const addon = join(out, 'build', 'Release', 'interloop.node');
  for (const [script, to] of Object.entries({ 'build-native.js': addon, 'build-shims.js': out })) {
    const args = [join(root, 'scripts', script), '--sanitize=address,undefined', `--out=${to}`];
    execFileSync(process.execPath, args, { stdio: 'inherit' });
  }
}

// What a driver does not use of a file may need Node, which is not there.
function buildDriver(driver, sanitizer) {
  compile({
    prefix: nodePrefix(),
    sources: [join(root, 'test', 'native', `${driver}.c`), ...DRIVERS[driver].map((name) => join(native, name))],
    flags: [
      ...['-g', '-O1', '-fno-omit-frame-pointer', `-fsanitize=${SANITIZERS[sanitizer]}`],
      ...['-no-pie', '-Wl,--unresolved-symbols=ignore-all', '-pthread'],
    ],
    out: join(out, `${driver}-${sanitizer}`),
  });
}

// The leak detector stops all threads by ptrace, which a container may forbid.
function canFindLeaks(libasan) {
  const env = { ...process.env, LD_PRELOAD: libasan, ASAN_OPTIONS: 'detect_leaks=1', LSAN_OPTIONS: 'exitcode=0' };
  const { stderr } = spawnSync(process.execPath, ['-e', '0'], { env, encoding: 'utf8' });
  return !stderr.includes('LeakSanitizer has encountered a fatal error');
}

buildAddon();
for (const driver of Object.keys(DRIVERS)) {
  for (const sanitizer of Object.keys(SANITIZERS)) buildDriver(driver, sanitizer);
}
const libasan = compilersFile('libasan.so');
const leaks = canFindLeaks(libasan);
if (!leaks) console.log('leaks are not looked for: this machine forbids ptrace');

const files = readdirSync(tests).filter((name) => name.endsWith('.sanitize.js'));
const parts = process.argv.slice(2);
const chosen = files.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
const env = { ...process.env, INTERLOOP_LIBASAN: libasan, INTERLOOP_LEAKS: leaks ? 'yes' : 'no' };
const args = ['--test', '--test-reporter=spec', '--test-concurrency=2', ...chosen.map((name) => join(tests, name))];
const { status } = spawnSync(process.execPath, args, { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
