/**
 * The shape of the sources: which folder may import which (DESIGN, section 3), no circles, no file that is too long.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './packed.ts';

const SRC = join(ROOT, 'src');
const LONGEST = 400;

/** From a folder (or file) of src to those that it may import; everything may import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': ['errors'],
  errors: [],
  messages: ['errors.ts'],
  deferred: ['errors.ts'],
  log: ['errors.ts'],
  host: ['errors.ts', 'log'],
  reactor: ['errors.ts', 'deferred', 'host', 'log'],
  hosts: ['errors.ts', 'host'],
  task: ['errors.ts', 'deferred', 'log', 'reactor'],
  tasklets: ['errors.ts', 'deferred', 'log', 'messages'],
  threads: ['errors.ts', 'deferred', 'log', 'messages', 'reactor', 'tasklets'],
  net: ['errors.ts', 'host', 'reactor', 'deferred', 'log'],
  testing: ['errors.ts', 'deferred', 'host', 'hosts', 'log', 'net', 'reactor'],
  register: ['errors.ts', 'host', 'hosts'],
  cli: ['errors.ts', 'host', 'hosts', 'net', 'reactor', 'register', 'tasklets', 'threads'],
  'index.ts': ['errors.ts', 'deferred', 'host', 'log', 'messages', 'net', 'reactor', 'task', 'tasklets', 'threads'],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?ts$/.test(name));

const COMMENTS = /^\s*(\*|\/\*|\/\/).*$/gm;
const OF_TYPES_ALONE = /\b(import|export) type [^;]*;/g;

/** The relative imports of a file, static and dynamic: paths below src. */
function importsOf(file: string, without: RegExp = /^$/): string[] {
  const text = readFileSync(join(SRC, file), 'utf8').replace(COMMENTS, '').replace(without, '');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*'(\.[^']+)'/g)].map(
    ([, specifier]) => specifier!,
  );
  return specifiers.map((specifier) => relative(SRC, join(SRC, dirname(file), specifier)));
}

const partOf = (file: string) => file.split('/')[0]!;
const graph = new Map(files.map((file) => [file, importsOf(file)]));

test('imports inside src name files that exist', () => {
  const wrong = [...graph].flatMap(([file, imports]) =>
    imports.filter((target) => !graph.has(target)).map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('imports go one way between the folders of src', () => {
  const wrong = [...graph].flatMap(([file, imports]) => {
    const from = partOf(file);
    const allowed = ARROWS[from] ?? [];
    return imports
      .filter((target) => partOf(target) !== from && !allowed.includes(partOf(target)))
      .map((target) => `${file} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

test('the arrows themselves know every folder and make no circle', () => {
  assert.deepEqual(
    [...new Set(files.map(partOf))].filter((part) => !(part in ARROWS)),
    [],
  );
  assert.deepEqual(circlesIn(new Map(Object.entries(ARROWS))), []);
});

test('no files of src import values from each other in a circle', () => {
  assert.deepEqual(circlesIn(new Map(files.map((file) => [file, importsOf(file, OF_TYPES_ALONE)]))), []);
});

test(`no file of src is longer than ${LONGEST} lines`, () => {
  const lengths = files.map((file) => [file, readFileSync(join(SRC, file), 'utf8').split('\n').length - 1] as const);
  assert.deepEqual(
    lengths.filter(([, length]) => length > LONGEST),
    [],
  );
});

/** Node has no way to wait for a descriptor that a program has opened, and libuv's own way kills the process too easily. */
const DESCRIPTORS = 'net/kinds/descriptor-set.ts';

test('only the hosting folders, what tests and runs them, and raw descriptors need the addon', () => {
  const needsAddon = files.filter((file) => file !== DESCRIPTORS && importsOf(file).includes('host/native.ts'));
  assert.deepEqual(
    needsAddon.filter((file) => !['host', 'hosts', 'testing', 'register', 'cli'].includes(partOf(file))),
    [],
  );
  assert.deepEqual(
    files.filter((file) => partOf(file) === 'net' && importsOf(file).some((target) => partOf(target) === 'host')),
    [DESCRIPTORS],
  );
});

test('every value that a file of src exports is used in another file', () => {
  const sources = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.c?ts$/.test(name))
      .map((name) => [join(ROOT, folder, name), readFileSync(join(ROOT, folder, name), 'utf8')] as const),
  );
  const wordsOf = new Map(sources.map(([file, text]) => [file, new Set(text.replace(COMMENTS, '').match(/\w+/g))]));
  const dead = sources
    .filter(([file]) => file.startsWith(SRC))
    .flatMap(([file, text]) =>
      [...text.matchAll(/^export (?:abstract class|async function|class|function\*?|const|let) (\w+)/gm)]
        .map(([, name]) => name!)
        .filter((name) => ![...wordsOf].some(([other, words]) => other !== file && words.has(name)))
        .map((name) => `${name} of ${relative(SRC, file)}`),
    );
  assert.deepEqual(dead, []);
});

/** Each circle once, as the path that closes it. */
function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) circles.push([...path.slice(path.indexOf(node)), node].join(' -> '));
    if (path.includes(node) || done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return circles;
}
