// Builds node-gtk, whose own install script would rather download it: node compat/node-gtk/build.js
//
// Needs its headers (Debian: libgirepository1.0-dev libcairo2-dev pkg-config), and takes half a minute of two processors.
//
// Beside it, in node_modules/node-gtk-0.3.0, is the documentation of a version that still had a whole program of GTK 3 in it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(here, 'node_modules'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}
const folder = join(here, 'node_modules', 'node-gtk');
const { modules } = process.versions;
const out = join(folder, 'lib', 'binding', `node-v${modules}-${process.platform}-${process.arch}`);
if (!existsSync(join(out, 'node_gtk.node'))) {
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js', {
    paths: [join(here, '..', '..')],
  });
  const prefix = headersOfThisNode();
  const headers = prefix ? [`--nodedir=${prefix}`] : [];
  const names = ['--module_name=node_gtk', `--module_path=${out}`];
  execFileSync(process.execPath, [nodeGyp, 'rebuild', '--loglevel=warn', '-j', '2', ...headers, ...names], {
    cwd: folder,
    stdio: 'pipe', // is told only if it fails
  });
}

const documentation = join(here, 'node_modules', 'node-gtk-0.3.0');
if (!existsSync(join(documentation, 'README.md'))) {
  mkdirSync(documentation, { recursive: true });
  execFileSync('npm', ['pack', '--silent', 'node-gtk@0.3.0'], {
    cwd: documentation,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const archive = ['-xzf', 'node-gtk-0.3.0.tgz', '--strip-components=1', 'package/README.md'];
  execFileSync('tar', archive, { cwd: documentation });
}

/** It is made of V8's own interface, so headers of another line of Node, which our addon is content with, will not do. */
function headersOfThisNode() {
  const prefixes = [dirname(dirname(process.execPath)), '/usr', '/usr/local', process.env.npm_config_nodedir];
  return prefixes.find((prefix) => {
    const file = prefix && join(prefix, 'include', 'node', 'node_version.h');
    return file && existsSync(file) && readFileSync(file, 'utf8').includes(`NODE_MODULE_VERSION ${modules}\n`);
  });
}
