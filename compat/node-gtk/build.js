// Builds node-gtk, whose own install script would rather download it: node compat/node-gtk/build.js
//
// Needs its headers (Debian: libgirepository1.0-dev libcairo2-dev pkg-config), and takes half a minute of two processors.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** It is made of V8's own interface, so headers of another line of Node, which our addon is content with, will not do. */
function headersOfThisNode() {
  const prefixes = [dirname(dirname(process.execPath)), '/usr', '/usr/local', process.env.npm_config_nodedir];
  return prefixes.find((prefix) => {
    const file = prefix && join(prefix, 'include', 'node', 'node_version.h');
    return file && existsSync(file) && readFileSync(file, 'utf8').includes(`NODE_MODULE_VERSION ${modules}\n`);
  });
}
