// What npm does before it packs: a library built anew, without what deleted sources left behind, and the prebuilds.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './toolchain.js';

const require = createRequire(import.meta.url);
const tsc = join(require.resolve('typescript/package.json'), '..', require('typescript/package.json').bin.tsc);

for (const path of ['dist', join('build', 'src.tsbuildinfo')])
  rmSync(join(root, path), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-b', 'src'], { cwd: root, stdio: 'inherit' });
await import('./build-prebuilds.js');
