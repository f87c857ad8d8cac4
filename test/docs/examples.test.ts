import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { pathOf, read } from './markdown.ts';
import { runModule } from './run-module.ts';

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The `@example`s of the documentation comments in a file of `src/`. */
function examplesOf(file: string): Example[] {
  const source = read(`src/${file}`);
  return [...source.matchAll(/^ *\/\*\*\n(.*?)^ *\*\//gms)].flatMap((comment) => {
    const text = comment[1]!.replace(/^ *\* ?/gm, '');
    const [, ...examples] = text.split(/^@example\n/m);
    return examples.map((example) => ({
      name: `src/${file}:${source.slice(0, comment.index).split('\n').length}`,
      code: example.split(/^@\w/m)[0]!,
    }));
  });
}

const files = readdirSync(pathOf('src'), { recursive: true }) as string[];
const examples = files.filter((name) => name.endsWith('.ts')).flatMap(examplesOf);

test('every @example in the sources is found', () => {
  const marks = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`src/${name}`).match(/@example/g) ?? []);
  assert.equal(examples.length, marks.flat().length);
});

for (const { name, code } of examples) {
  test(`the example at ${name} runs`, { timeout: 20_000 }, async (t) => {
    await runModule(t, name, code);
  });
}
