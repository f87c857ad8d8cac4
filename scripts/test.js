// Runs the built tests with Node's own runner: node scripts/test.js [--node=BINARY] [part of a path ...]
//
// A file is a process. The list is made here because Node 20's runner takes no patterns.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({ options: { node: { type: 'string' } }, allowPositionals: true });

const files = readdirSync(join(root, 'build', 'test'), { recursive: true })
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => relative(process.cwd(), join(root, 'build', 'test', name)))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${positionals.join(' ')}`);
  process.exit(1);
}

// A test that hangs is a failure that names it, not a run that never ends. The limit is that of a whole file, on a machine with much
// else to do.
const reporters = ['spec', join(root, 'scripts', 'under-way.js')].flatMap((reporter) => [
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
]);
const flags = ['--test', ...reporters, '--test-concurrency=2', '--test-timeout=600000'];
const { status, signal } = spawnSync(values.node ?? process.execPath, [...flags, ...files], { stdio: 'inherit' });
process.exitCode = signal ? 1 : status;
