/**
 * The application that node-gtk's own generator makes (`npx node-gtk create harbour-clock`), built by its own script. What
 * `npm install` would bring is here already.
 */
import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type Changes, changed, folderFor, NODE_GTK, ROOT } from './node-gtk.ts';

const GENERATOR = join(NODE_GTK, 'bin/node-gtk.js');
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Makes it, with changes of `src/main.ts`, and gives its folder. */
export async function createApplication(t: TestContext, changes: Changes = {}): Promise<string> {
  const types = ['@types/node', 'undici-types'].map((name) => [name, join(ROOT, 'node_modules', name)]);
  const parent = folderFor(t, Object.fromEntries(types));
  const folder = join(parent, 'harbour-clock');
  await run(parent, GENERATOR, 'create', folder, '--no-install');
  symlinkSync(join(parent, 'node_modules'), join(folder, 'node_modules'));
  const main = join(folder, 'src/main.ts');
  writeFileSync(main, changed(readFileSync(main, 'utf8'), changes));
  await run(folder, GENERATOR, 'generate-types', 'Gtk-4.0', 'Adw-1');
  await run(folder, COMPILER);
  return folder;
}

async function run(cwd: string, program: string, ...args: string[]): Promise<void> {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  await promisify(execFile)(process.execPath, [program, ...args], { cwd, env });
}
