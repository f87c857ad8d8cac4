/**
 * The tarball: what is in it, what the linters of packages say, and whether it works where it is installed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { skipOrFail } from '../support/hosts.ts';
import { install, type Packed, pack, ROOT, run } from './packed.ts';

/** The first test is charged with the packing, which builds everything anew. */
const PATIENCE_MS = 400_000;

const BIN = join(ROOT, 'node_modules', '.bin');
const MISSING = ['python3', 'make', 'strip'].filter((tool) => spawnSync(tool, ['--version']).error);

const ALLOWED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/[\w/-]+\.(c?js|d\.c?ts)(\.map)?$/,
  /^src\/[\w/-]+\.c?ts$/,
  /^native\/([\w-]+\.[ch]|wx\.cc|binding\.gyp)$/,
  /^scripts\/(build-native|build-shims|toolchain)\.js$/,
  /^prebuilds\/\w+-\w+\/interloop\.uv1\.\w+\.node$/,
];

const ENTER = `
  import { enter, leave } from 'interloop/host';
  import { frame } from 'interloop/hosts/frame';
  const entry = enter(frame({ fps: 200, onFrame: ({ number }) => number >= 3 && leave() }));
  setTimeout(() => console.log('a timer'), 1);
  console.log(await entry);
`;

let packed: Packed;
let app: string;

function whenPacked(sentence: string, check: () => Promise<void>): void {
  test(sentence, { timeout: PATIENCE_MS }, (t) =>
    MISSING.length > 0 ? skipOrFail(t, `node-gyp needs ${MISSING.join(' and ')}`) : check(),
  );
}

const evaluate = (program: string, type = 'module', directory = app) =>
  run(directory, process.execPath, `--input-type=${type}`, '-e', program);

before(async () => {
  if (MISSING.length > 0) return;
  packed = await pack();
  app = await install(packed);
});
after(() => packed?.remove());

whenPacked(
  'the tarball holds the library, its sources, what builds the addon, and the addon, and nothing else',
  async () => {
    assert.deepEqual(
      packed.files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file))),
      [],
    );
    for (const file of ['README.md', 'LICENSE', 'dist/index.js', 'dist/cli/main.js', 'src/index.ts']) {
      assert.ok(packed.files.includes(file), `${file} is missing`);
    }
  },
);

whenPacked('every file that package.json names is in the tarball, and nothing runs on installation', async () => {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const named = [...Object.values(manifest.bin), ...Object.values(manifest.exports).flatMap(targetsOf)] as string[];
  for (const file of named) assert.ok(packed.files.includes(file.replace(/^\.\//, '')), `${file} is missing`);
  assert.equal(manifest.gypfile, false);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(manifest.scripts[script], undefined);
});

function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return Object.values(target ?? {}).flatMap(targetsOf);
}

whenPacked('publint has nothing to say', async () => {
  const { stdout } = await run(packed.directory, join(BIN, 'publint'), '--strict', packed.tarball);
  assert.match(stdout, /All good!/);
});

whenPacked('the types are right in every way of resolving an ES module', async () => {
  await run(packed.directory, join(BIN, 'attw'), '--profile', 'esm-only', packed.tarball);
});

whenPacked('installed without scripts, without koffi and without a network, it enters a host', async () => {
  assert.equal((await evaluate(ENTER)).stdout, 'a timer\n0\n');
});

whenPacked('it can be required by a CommonJS program', async () => {
  const program = "console.log(typeof require('interloop/host').enter, typeof require('interloop').InterloopError)";
  assert.equal((await evaluate(program, 'commonjs')).stdout, 'function function\n');
});

whenPacked('its declarations compile strictly in a program that uses it', async () => {
  await symlink(join(ROOT, 'node_modules', '@types'), join(app, 'node_modules', '@types'));
  await writeFile(join(app, 'program.ts'), ENTER);
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--types', 'node'];
  await run(app, join(BIN, 'tsc'), ...options, 'program.ts');
});

whenPacked('internals cannot be imported', async () => {
  for (const path of ['dist/host/stay.js', 'internal/host', 'src/index.ts']) {
    await assert.rejects(evaluate(`await import('interloop/${path}')`), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  }
});

whenPacked('the command line runs from where it is installed', async () => {
  const { stdout } = await run(app, join(app, 'node_modules', '.bin', 'interloop'), 'doctor');
  assert.match(stdout, /frame/);
});

whenPacked('without koffi glib() says what is missing', async () => {
  const program = `
    import { glib } from 'interloop/hosts/glib';
    try { glib() } catch ({ code, message }) { console.log(code, message) }
  `;
  assert.match((await evaluate(program)).stdout, /^ERR_INTERLOOP_MISSING_LIBRARY .*npm install koffi/);
});

whenPacked('without the addon all but hosting works, and the error tells the command that builds it', async () => {
  const bare = await install(packed);
  await rm(join(bare, 'node_modules', 'interloop', 'prebuilds'), { recursive: true });
  const program = `
    import * as interloop from 'interloop';
    import { enter, native, waker, TURN, GUEST } from 'interloop/host';
    const host = { name: 'mine', run: () => {}, quit: () => {}, wake: waker(1n, TURN, GUEST) };
    await enter(host).catch(({ code, message }) => console.log(code, message));
  `;
  const { stdout } = await evaluate(program, 'module', bare);
  const [, command] = /^ERR_INTERLOOP_ADDON_MISSING .* build it with "(.*)"\n$/.exec(stdout) ?? [];
  assert.ok(command, stdout);
  await run(bare, 'sh', '-c', command);
  assert.equal((await evaluate(ENTER, 'module', bare)).stdout, 'a timer\n0\n');
});
