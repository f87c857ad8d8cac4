/**
 * What the tests' reporter tells of a file that had to be stopped.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { default: report } = await import(new URL('../../../scripts/under-way.js', import.meta.url).href);

async function told(...events: [type: string, name: string][]): Promise<string[]> {
  async function* stream() {
    for (const [type, name] of events) yield { type: `test:${type}`, data: { name } };
  }
  const lines: string[] = [];
  for await (const line of report(stream())) lines.push(line);
  return lines;
}

test('tests that were under way when their file was stopped are named', async () => {
  const lines = await told(
    ['dequeue', 'a/one.test.js'],
    ['dequeue', 'b/two.test.js'],
    ['dequeue', 'ends'],
    ['pass', 'ends'],
    ['dequeue', 'has parts'],
    ['dequeue', 'hangs'],
    ['fail', 'a/one.test.js'],
    ['dequeue', 'fails'],
    ['fail', 'fails'],
    ['fail', 'b/two.test.js'],
  );
  assert.deepEqual(lines, ['✖ under way in a/one.test.js: has parts; hangs\n']);
});
