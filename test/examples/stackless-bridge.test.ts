import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runExample } from './example.ts';

test('two calls run in tasklets of another thread, and their results stop the reactor and the dispatcher', async () => {
  const { stdout, stderr, ends } = await runExample('stackless-bridge/main.ts');
  assert.equal(ends, 0, stderr);
  assert.equal(stderr, '');
  const expected = [
    /^the reactor is in thread 0$/,
    /^aFunction\(\) in thread (\d+): 1$/,
    /^aFunction\(\) in thread (\d+): 1, 2$/,
    /^the dispatcher in thread (\d+) has ended$/,
    /^the reactor has stopped$/,
  ];
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, expected.length, stdout);
  const threads = lines.map((line, i) => expected[i]!.exec(line) ?? assert.fail(line)).map(([, thread]) => thread);
  const [, one, two, dispatcher] = threads;
  assert.ok(Number(one) > 0);
  assert.deepEqual([two, dispatcher], [one, one]);
});
