import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { type Block, codeBlocks, DOCUMENTS, pathOf, read } from './markdown.ts';
import { runModule } from './run-module.ts';

const blocks = DOCUMENTS.flatMap(codeBlocks);
const nameOf = ({ document, line }: Block): string => `${document}:${line}`;

test('every block of code in the documents says how it is tested', () => {
  const unmarked = blocks.filter(({ mark }) => !/^(runnable|signature|from=\S+)$/.test(mark));
  assert.deepEqual(unmarked.map(nameOf), []);
});

for (const block of blocks.filter(({ mark }) => mark === 'runnable')) {
  test(`${nameOf(block)} runs`, { timeout: 20_000 }, async (t) => {
    const stdout = await runModule(t, nameOf(block), block.code);
    if (stdout !== undefined && block.output !== undefined) assert.equal(stdout, block.output);
  });
}

for (const block of blocks.filter(({ mark }) => mark.startsWith('from='))) {
  const path = block.mark.slice('from='.length);
  test(`${nameOf(block)} is word for word in ${path}`, () => {
    assert.ok(read(path).includes(block.code), block.code);
  });
}

test('every signature in the documents is word for word in the declarations', () => {
  const declarations = readdirSync(pathOf('dist'), { recursive: true }).filter((name) =>
    name.toString().endsWith('.d.ts'),
  );
  const declared = squeeze(declarations.map((name) => read(`dist/${name}`)).join('\n'));
  const wrong = blocks
    .filter(({ mark }) => mark === 'signature')
    .flatMap((block) =>
      block.code
        .trim()
        .split('\n\n')
        .map((line) => ({ block, line })),
    )
    .filter(({ line }) => !declared.includes(squeeze(line)));
  assert.deepEqual(
    wrong.map(({ block, line }) => `${nameOf(block)}: ${line}`),
    [],
  );
});

/** Without comments, `export declare` and the ways to break lines, by which a document may differ. */
function squeeze(text: string): string {
  return text
    .replace(/\/\*\*.*?\*\//gs, '')
    .replace(/\b(export|declare) /g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('; }', ' }')
    .trim()
    .replace(/;$/, '');
}
