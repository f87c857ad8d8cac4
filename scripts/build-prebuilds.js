// Builds the addon for the tarball: prebuilds/<platform>-<arch>/interloop.uv1.<libc>.node.
//
// One binary for all lines of Node: Node-API keeps it from Node's versions, the tag uv1 from libuv's. It is stripped.
// With Node's headers at hand nothing is fetched.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { native, nodePrefix, root, target } from './toolchain.js';

const prefix = nodePrefix();
const env = prefix ? { ...process.env, npm_config_nodedir: prefix } : process.env;
const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
const what = ['--napi', '--strip', '--tag-libc', '--tag-uv', `--name=${target.target_name}`];

rmSync(join(root, 'prebuilds'), { recursive: true, force: true });
execFileSync(process.execPath, [prebuildify, ...what, '--quiet', `--cwd=${native}`, `--out=${root}`], {
  env,
  stdio: 'inherit',
});
rmSync(join(native, 'build'), { recursive: true, force: true });
