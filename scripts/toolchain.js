// The C compiler and Node's headers: what build-native.js, prebuild.js and sanitize.js have in common.
//
// native/binding.gyp stays the one list of sources and flags: it is written as JSON, which gyp reads as well.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const native = join(root, 'native');
export const [target] = JSON.parse(readFileSync(join(native, 'binding.gyp'), 'utf8')).targets;

const COMPILER = process.env.CC ?? 'cc';

/** Where Node's headers are installed; they come with every Node that was not taken apart by a packager. */
export function nodePrefix() {
  const prefixes = [process.env.npm_config_nodedir, dirname(dirname(process.execPath)), '/usr', '/usr/local'];
  return prefixes.find((prefix) => {
    const include = prefix && join(prefix, 'include', 'node');
    return include && existsSync(join(include, 'node_api.h')) && existsSync(join(include, 'uv.h'));
  });
}

/** Compiles and links C files with the addon's own flags. */
export function compile({ prefix, sources, flags, out }) {
  const all = [
    ...target.cflags,
    ...target.defines.map((define) => `-D${define}`),
    `-I${join(prefix, 'include', 'node')}`,
    ...flags,
  ];
  mkdirSync(dirname(out), { recursive: true });
  const unfinished = `${out}.${process.pid}`;
  execFileSync(COMPILER, [...all, ...sources, '-o', unfinished], { stdio: 'inherit' });
  renameSync(unfinished, out);
}

/** The file that the compiler means by a library's name, as `libasan.so`. */
export function compilersFile(name) {
  return execFileSync(COMPILER, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
}
