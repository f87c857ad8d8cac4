import { test } from 'node:test';
import { conformance, fake } from 'interloop/testing';

const module = new URL('./workers/fake.js', import.meta.url);

for (const { name, run } of conformance({ host: () => fake(), module })) test(name, { timeout: 60_000 }, run);
