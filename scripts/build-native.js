// Builds native/ into build/Release/interloop.node, which node-gyp-build finds first.
//
// With Node's headers at hand this is one call of the C compiler, so a fresh clone needs neither Python nor the
// network. Without them node-gyp fetches them; an installed package has none, npm lends it its own.
//
//   node scripts/build-native.js [--sanitize=address,undefined] [--out=FILE]

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile, native, nodePrefix, root, target } from './toolchain.js';

const { values } = parseArgs({ options: { sanitize: { type: 'string' }, out: { type: 'string' } } });
const out = values.out ?? join(root, 'build', 'Release', 'interloop.node');

function isFresh() {
  if (!existsSync(out)) return false;
  const built = statSync(out).mtimeMs;
  const sources = [native, ...readdirSync(native).map((name) => join(native, name))];
  return sources.every((path) => statSync(path).mtimeMs < built);
}

function compileAddon(prefix) {
  const linking = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-pthread'];
  const sanitizing = ['-g', '-O1', '-fno-omit-frame-pointer', `-fsanitize=${values.sanitize}`];
  compile({
    prefix,
    sources: target.sources.map((name) => join(native, name)),
    flags: [
      `-DNODE_GYP_MODULE_NAME=${target.target_name}`,
      '-fPIC',
      ...linking,
      ...(values.sanitize ? sanitizing : ['-O2']),
    ],
    out,
  });
}

function nodeGyp() {
  try {
    return fileURLToPath(import.meta.resolve('node-gyp/bin/node-gyp.js'));
  } catch (error) {
    if (process.env.npm_config_node_gyp) return process.env.npm_config_node_gyp;
    throw error;
  }
}

function buildWithNodeGyp() {
  execFileSync(process.execPath, [nodeGyp(), 'rebuild', '-C', native], { stdio: 'inherit' });
  mkdirSync(dirname(out), { recursive: true });
  copyFileSync(join(native, 'build', 'Release', 'interloop.node'), out);
}

const prefix = nodePrefix();
if (isFresh()) {
  // nothing to do
} else if (prefix) {
  compileAddon(prefix);
} else {
  buildWithNodeGyp();
}
