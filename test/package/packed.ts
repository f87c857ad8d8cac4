/**
 * The package as its users get it: packed from a copy of the sources and installed in a directory of its own.
 *
 * The copy has no dist, build or prebuilds, so what is packed is what the sources give, and other tests keep theirs.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));

const NOT_SOURCES = new Set(['.git', 'node_modules', 'dist', 'build', 'prebuilds', 'compat', 'bench']);
const execute = promisify(execFile);

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without what node:test and npm have put into the environment; rejects if it fails. */
export function run(cwd: string, file: string, ...args: string[]): Promise<Ran> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_TEST_CONTEXT|npm_(package|lifecycle)_.*)$/.test(name)),
  );
  return execute(file, args, { cwd, env: { ...env, INTERLOOP_PREBUILD: '' }, maxBuffer: 1 << 26 });
}

export interface Packed {
  readonly directory: string;
  readonly tarball: string;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

export async function pack(): Promise<Packed> {
  const directory = await mkdtemp(join(tmpdir(), 'interloop-package-'));
  const copy = join(directory, 'sources');
  await cp(ROOT, copy, { recursive: true, filter: (path) => !NOT_SOURCES.has(basename(path)) });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await run(copy, 'npm', 'pack', '--pack-destination', directory);
  const tarball = join(directory, (await readdir(directory)).find((name) => name.endsWith('.tgz'))!);
  const { stdout } = await run(directory, 'tar', '-tzf', tarball);
  const files = stdout.trim().split('\n').sort();
  const remove = () => rm(directory, { recursive: true, force: true });
  return { directory, tarball, files: files.map((file) => file.replace(/^package\//, '')), remove };
}

/** Installs the tarball with its one dependency, which is packed as well so that nothing has to be fetched. */
export async function install({ directory, tarball }: Packed): Promise<string> {
  const app = await mkdtemp(join(directory, 'app-'));
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const dependencies = join(directory, 'dependencies');
  await mkdir(dependencies, { recursive: true });
  await run(join(ROOT, 'node_modules', 'node-gyp-build'), 'npm', 'pack', '--pack-destination', dependencies);
  const [dependency] = await readdir(dependencies);
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(app, 'npm', 'install', ...flags, join(dependencies, dependency!), tarball);
  return app;
}
