import { test } from 'node:test';
import { conformance } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { nestedSdl } from './nested-sdl.ts';
import host from './workers/sdl-main.ts';

const found = hostUnderTest('sdl waker');
const module = new URL('./workers/sdl-main.js', import.meta.url);

for (const { name, run } of conformance({ host, nested: nestedSdl, module })) {
  test(name, { timeout: 60_000 }, (t) => ('skip' in found ? skipOrFail(t, found.skip) : run()));
}
