import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DOCUMENTS, pathOf, read } from './markdown.ts';

const reference = DOCUMENTS.filter((name) => /^docs\/reference-/.test(name))
  .map(read)
  .join('\n');

/** What the front door passes on, but for the errors, which have a page of their own. */
const behindFrontDoor = [...read('dist/index.d.ts').matchAll(/from '\.\/(.+)\.ts'/g)]
  .map(([, module]) => module!)
  .filter((module) => module !== 'errors');

/** What a module exports, types included: each name is a heading or is set as code in the reference. */
function exportsOf(declaration: string): string[] {
  const text = read(declaration);
  const declared = [...text.matchAll(/^export (?:declare )?(?:function|const|interface|type|class) (\w+)/gm)];
  const listed = [...text.matchAll(/^export (?:type )?\{(.*?)\}/gms)].flatMap(([, list]) => list!.split(','));
  return [...declared.map(([, name]) => name!), ...listed.map((item) => item.trim().replace(/^type /, ''))];
}

for (const module of [
  'host/index',
  'hosts/frame',
  'hosts/glib',
  'hosts/gtk',
  'hosts/qt',
  'hosts/wx',
  'hosts/sdl',
  'hosts/tk',
  'testing/index',
  ...behindFrontDoor,
]) {
  test(`the reference has every export of ${module}`, () => {
    const missing = exportsOf(`dist/${module}.d.ts`).filter(
      (name) => name && !new RegExp(`\`[^\`]*\\b${name}\\b|^(class|interface|type) ${name}\\b`, 'm').test(reference),
    );
    assert.deepEqual(missing, []);
  });
}

test('docs/errors.md has every code that is in the sources, and no other', () => {
  const sources = ['src', 'native'].flatMap((folder) => {
    const names = readdirSync(pathOf(folder), { recursive: true }) as string[];
    return names.filter((name) => /\.(ts|c)$/.test(name)).map((name) => read(`${folder}/${name}`));
  });
  const codes = (text: string) => [...new Set(text.match(/\bERR_INTERLOOP_\w+/g))].sort();
  assert.deepEqual(codes(read('docs/errors.md')), codes(sources.join()));
});

test('every @throws of an error of interloop names its code', () => {
  const codes = new Map(
    [...read('docs/errors.md').matchAll(/^\| `(ERR_INTERLOOP_\w+)` \| `(\w+)` \|/gm)].map(([, code, name]) => [
      name,
      code,
    ]),
  );
  const files = (readdirSync(pathOf('src'), { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
  const throwing = files.flatMap((file) =>
    [...read(`src/${file}`).matchAll(/@throws (\w+)(?: `(\w+)`)?/g)].map(([, name, code]) => ({ file, name, code })),
  );
  assert.ok(throwing.length > 100);
  assert.deepEqual(
    throwing.filter(({ name, code }) => codes.has(name) && codes.get(name) !== code),
    [],
  );
});

test('every link between the documents leads to a file', () => {
  const dead = DOCUMENTS.flatMap((document) => {
    const targets = [...read(document).matchAll(/\]\((?!\w+:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
    return targets
      .filter((target) => !existsSync(pathOf(join(dirname(document), target))))
      .map((to) => `${document}: ${to}`);
  });
  assert.deepEqual(dead, []);
});
