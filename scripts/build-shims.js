// Builds what is C++ because its toolkit has no C functions: the shim of the wx host, and the windows of examples and
// tests. Each where the toolkit's headers and a compiler are; the rest of interloop needs none of it.
//
//   node scripts/build-shims.js [--verbose] [--sanitize=address,undefined --out=FOLDER]
//
// With --sanitize, what is a part of interloop itself, into another folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const COMPILER = process.env.CXX ?? 'c++';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { verbose: { type: 'boolean', default: false }, sanitize: { type: 'string' }, out: { type: 'string' } },
});

const words = (text) => text.split(/\s+/).filter(Boolean);

function ask(command, ...args) {
  try {
    return words(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
}

/** How to compile and to link with each toolkit; `undefined` where its headers are not installed. */
const toolkits = {
  qt: () => {
    const flags = ask('pkg-config', '--cflags', '--libs', 'Qt6Widgets');
    return flags && { compiling: ['-fPIC', ...flags], linking: flags.filter((flag) => flag.startsWith('-l')) };
  },
  wx: () => {
    const compiling = ask('wx-config', '--cxxflags', 'core,base');
    return compiling && { compiling, linking: ask('wx-config', '--libs', 'core,base') };
  },
};

/** `from`: what has to be newer than the library. A published package has only the first. */
const shims = [
  { toolkit: 'wx', from: 'native/wx.cc', to: 'build/Release/interloop-wx.so' },
  { toolkit: 'qt', from: 'test/hosts/qt-window.cc', to: 'build/test/hosts/qt-window.so' },
  { toolkit: 'wx', from: 'test/hosts/wx-window.cc', to: 'build/test/hosts/wx-window.so' },
  { toolkit: 'qt', from: 'examples/qt-chat/window.cc', to: 'build/examples/qt-chat/window.so' },
  { toolkit: 'wx', from: 'examples/wx-demo/window.cc', to: 'build/examples/wx-demo/window.so' },
];

function isFresh(source, library) {
  return existsSync(library) && statSync(source).mtimeMs < statSync(library).mtimeMs;
}

function build(source, library, { compiling, linking }) {
  mkdirSync(dirname(library), { recursive: true });
  const unfinished = `${library}.${process.pid}`;
  const own = ['-shared', '-fPIC', '-O1', '-std=c++17', '-Wall', '-Wextra', '-Wno-deprecated-copy'];
  if (values.sanitize) own.push('-g', '-fno-omit-frame-pointer', `-fsanitize=${values.sanitize}`);
  execFileSync(COMPILER, [...own, ...compiling, source, '-o', unfinished, ...linking], { stdio: 'inherit' });
  renameSync(unfinished, library);
}

for (const { toolkit, from, to } of values.sanitize ? shims.slice(0, 1) : shims) {
  const [source, library] = [join(root, from), join(values.out ?? root, to)];
  if (!existsSync(source) || isFresh(source, library)) continue;
  const flags = ask(COMPILER, '--version') && toolkits[toolkit]();
  if (flags) build(source, library, flags);
  if (values.verbose || flags === undefined) {
    console.error(flags ? `built ${to}` : `${to} is left out: there is no C++ compiler, or no headers of ${toolkit}`);
  }
}
