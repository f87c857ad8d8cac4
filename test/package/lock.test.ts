/**
 * The lock files: `npm ci` must work wherever they go.
 *
 * npm leaves packages for other platforms out of a lock file when it cannot see them, and `npm ci` then refuses it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './packed.ts';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

for (const directory of ['.', 'compat']) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, directory, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };

  test(`${directory}: the lock file names no place to fetch from`, () => {
    const places = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
    assert.deepEqual(places, []);
  });

  test(`${directory}: the lock file knows the packages of every platform`, () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual(missing, []);
  });
}

test('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d/.test(String(version)),
  );
  assert.deepEqual(ranges, []);
});
