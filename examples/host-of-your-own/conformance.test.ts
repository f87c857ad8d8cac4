/** Whether the host of bare-glib.ts is right: `node --test` runs this. */
import { test } from 'node:test';
import { call } from 'interloop/host';
import { conformance } from 'interloop/testing';
import { bareGlib } from './bare-glib.ts';

const checks = conformance({
  host: bareGlib,
  nested: () => {
    const { run, quit } = bareGlib();
    return { run: () => void call(run), quit: () => void call(quit) };
  },
  module: new URL('./in-worker.js', import.meta.url),
});

for (const { name, run } of checks) test(name, run);
