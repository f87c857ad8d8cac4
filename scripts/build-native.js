// Builds native/ into build/Release/interloop.node, which node-gyp-build finds first.
//
// With Node's headers at hand (they come with every Node that was not taken apart by a packager) this is one call
// of the C compiler, so a fresh clone needs neither Python nor the network. Without them node-gyp fetches them.
// native/binding.gyp stays the one list of sources and flags: it is written as JSON, which gyp reads as well.
//
//   node scripts/build-native.js [--sanitize=address,undefined] [--out=FILE]

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const native = join(root, 'native');
const { values } = parseArgs({ options: { sanitize: { type: 'string' }, out: { type: 'string' } } });
const out = values.out ?? join(root, 'build', 'Release', 'interloop.node');

function headers() {
  const prefixes = [process.env.npm_config_nodedir, dirname(dirname(process.execPath)), '/usr', '/usr/local'];
  for (const prefix of prefixes) {
    const include = prefix && join(prefix, 'include', 'node');
    if (include && existsSync(join(include, 'node_api.h')) && existsSync(join(include, 'uv.h'))) return include;
  }
  return undefined;
}

function isFresh() {
  if (!existsSync(out)) return false;
  const built = statSync(out).mtimeMs;
  return readdirSync(native).every((name) => statSync(join(native, name)).mtimeMs < built);
}

function compile(include) {
  const [target] = JSON.parse(readFileSync(join(native, 'binding.gyp'), 'utf8')).targets;
  const sanitize = values.sanitize
    ? ['-g', '-O1', '-fno-omit-frame-pointer', `-fsanitize=${values.sanitize}`]
    : ['-O2'];
  const flags = [
    ...target.cflags,
    ...target.defines.map((define) => `-D${define}`),
    `-DNODE_GYP_MODULE_NAME=${target.target_name}`,
    `-I${include}`,
    '-fPIC',
    ...(process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-pthread']),
    ...sanitize,
  ];
  const sources = target.sources.map((name) => join(native, name));
  mkdirSync(dirname(out), { recursive: true });
  execFileSync(process.env.CC ?? 'cc', [...flags, ...sources, '-o', out], { stdio: 'inherit' });
}

function buildWithNodeGyp() {
  const gyp = fileURLToPath(import.meta.resolve('node-gyp/bin/node-gyp.js'));
  execFileSync(process.execPath, [gyp, 'rebuild', '-C', native], { stdio: 'inherit' });
  mkdirSync(dirname(out), { recursive: true });
  copyFileSync(join(native, 'build', 'Release', 'interloop.node'), out);
}

const include = headers();
if (isFresh() && !values.sanitize) {
  // nothing to do
} else if (include) {
  compile(include);
} else {
  buildWithNodeGyp();
}
