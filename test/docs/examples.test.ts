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
    const stdout = await runModule(t, name, code);
    if (stdout !== undefined)
      assert.ok(saysSo(code, stdout), `it printed\n${stdout}and that is not what its comments say`);
  });
}

/** Whether the comments of an example tell what it prints, in order; it need not have any, and `...` leaves something out. */
function saysSo(code: string, stdout: string): boolean {
  const comments = [...code.matchAll(/\/\/ (.*)/g)].map(([, comment]) => comment).join('\n');
  if (comments === '' || comments.includes('...')) return true;
  if (stdout === '') return !/\bconsole\.log\(.* \/\/ /.test(code);
  let at = 0;
  return stdout
    .trimEnd()
    .split('\n')
    .every((line) => {
      const found = comments.indexOf(line, at);
      at = found + line.length;
      return found >= 0;
    });
}
