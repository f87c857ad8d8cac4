import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Outcome } from '../cli/command.ts';
import { inEachHost } from '../cli/in-each-host.ts';
import { example, runExample } from './example.ts';
import { Program } from './program.ts';

const PROGRAM = 'hashing/main.ts';
const CHUNK = 1024 * 1024;
/** However slow the machine is, no progress is told. */
const QUIET = '--interval=3600';
/** Has no blocks on the disk, and is not hashed in a quarter of an hour. */
const ENDLESS = 2 ** 40;

/** Does a thing on Node's own loop, and in each host. */
function onEachLoop(sentence: string, check: (t: TestContext, ...args: string[]) => Promise<void>): void {
  test(`${sentence}, on Node's loop`, (t) => check(t));
  inEachHost(sentence, (host, t) => check(t, `--host=${host}`));
}

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'interloop-hashing-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Files of all sizes around that of a chunk, with difficult names, in folders. */
async function newTree(t: TestContext): Promise<string> {
  const folder = await newFolder(t);
  await mkdir(join(folder, 'inner/most'), { recursive: true });
  const sizes = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK];
  const names = ['plain', 'with space', 'with\nnew line', 'with\\backslash', 'inner/both\\\n', 'inner/most/größer'];
  await Promise.all(names.map((name, i) => writeFile(join(folder, name), Buffer.alloc(sizes[i]!, name))));
  for (let i = 0; i < 100; i++) await writeFile(join(folder, 'inner', `${i}`), `${i}`);
  await symlink('..', join(folder, 'inner/loop'));
  return folder;
}

const sorted = (lines: string): string[] => lines.split('\n').sort();

onEachLoop('files are hashed as sha256sum does it', async (t, ...args) => {
  const tree = await newTree(t);
  const { stdout, stderr, ends } = await runExample(PROGRAM, QUIET, ...args, tree);
  assert.equal(ends, 0, stderr);
  const expected = execFileSync('find', [tree, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], { encoding: 'utf8' });
  assert.deepEqual(sorted(stdout), sorted(expected));
  assert.match(stderr, /^hashed 106 files, 6\.0 MiB in \d+\.\d s, \d+\.\d MiB\/s\n$/);
});

test('the order is always the same, whatever the number of threads', async (t) => {
  const tree = await newTree(t);
  const one = await runExample(PROGRAM, '--threads=1', tree);
  const four = await runExample(PROGRAM, '--threads=4', tree);
  assert.equal(one.stdout, four.stdout);
  assert.equal(one.stdout.split('\n').length, 107);
});

test('sha256sum can check what it prints', async (t) => {
  const { stdout } = await runExample(PROGRAM, await newTree(t));
  execFileSync('sha256sum', ['--check', '--strict', '--quiet'], { input: stdout });
});

onEachLoop('what cannot be read is told, the rest is hashed, and the exit code is 1', async (t, ...args) => {
  const folder = await newFolder(t);
  const [file, missing] = [join(folder, 'file'), join(folder, 'missing')];
  await writeFile(file, 'content');
  const { stdout, stderr, ends } = await runExample(PROGRAM, QUIET, ...args, missing, '/proc/self/mem', file);
  assert.equal(ends, 1);
  assert.equal(stdout, execFileSync('sha256sum', [file], { encoding: 'utf8' }));
  const [first, second, last] = stderr.split('\n');
  assert.equal(first, `ENOENT: no such file or directory, stat '${missing}'`);
  assert.match(second!, /^\/proc\/self\/mem: EIO: /);
  assert.match(last!, /^hashed 1 files, /);
});

/** Interrupts it when it has told how far it is, with two files that never come to an end. */
async function interrupted(t: TestContext, signal: NodeJS.Signals, ...args: string[]): Promise<Outcome> {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'a'), 'done soon');
  for (const name of ['b', 'c']) {
    await writeFile(join(folder, name), '');
    await truncate(join(folder, name), ENDLESS);
  }
  const program = Program.example(t, PROGRAM, [...args, '--threads=2', '--interval=0.05', folder]);
  await program.says(/^\w{64} {2}.*\/a$/m);
  await program.says(/^1 of 3 files, [1-9]\d*\.0 of [\d.]+ MiB, .* left$/m);
  program.process.kill(signal);
  return program.ends();
}

onEachLoop('Ctrl-C cancels what runs and ends with 130 and a summary', async (t, ...args) => {
  const { stdout, stderr, ends } = await interrupted(t, 'SIGINT', ...args);
  assert.equal(ends, 'SIGINT');
  assert.equal(stdout.trim().split('\n').length, 1);
  const said = stderr
    .trim()
    .split('\n')
    .filter((line) => !/^\d of 3 files, /.test(line));
  assert.equal(said.length, 1, stderr);
  assert.match(said[0]!, /^cancelled after 1 files, [1-9]\d*\.0 MiB in /);
});

test('SIGTERM does the same', async (t) => {
  const { stderr, ends } = await interrupted(t, 'SIGTERM');
  assert.equal(ends, 'SIGTERM');
  assert.match(stderr, /\ncancelled after 1 files, .*\n$/);
});

test('on a terminal a bar is drawn again in its place, and the results stand above it', async (t) => {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'a'), 'done soon');
  await writeFile(join(folder, 'b'), '');
  await truncate(join(folder, 'b'), ENDLESS);
  const command = `stty cols 100; exec "${process.execPath}" "${example(PROGRAM)}" --threads=2 ${folder}`;
  const program = new Program(t, 'script', ['--quiet', '--return', '--command', command, '/dev/null']);
  await program.says(/\r─{24} 1 of 2 files, .* left/);
  program.type('\x03');
  const { stdout } = await program.ends();
  const lines = stdout.split('\r\n').map((line) => line.slice(line.lastIndexOf('\r') + 1).replaceAll('\x1b[K', ''));
  assert.match(lines[0]!, /^\w{64} {2}.*\/a$/);
  assert.match(lines[1]!, /^cancelled after 1 files, /);
});

test('whoever reads the results may leave', async (t) => {
  const tree = await newTree(t);
  const command = `"${process.execPath}" "${example(PROGRAM)}" "${tree}" | head -n 1`;
  const { stdout, stderr, ends } = await new Program(t, 'sh', ['-c', command]).ends();
  assert.equal(ends, 0);
  assert.equal(stdout.split('\n').length, 2);
  assert.doesNotMatch(stderr, /EPIPE/);
});
