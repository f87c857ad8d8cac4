/**
 * The documents, and the code blocks in them.
 *
 * A block of JavaScript or TypeScript says after its language what it is: `runnable` (a whole module, which ends by
 * itself), `from=PATH` (a part of that file, word for word) or `signature` (declarations, word for word). A block
 * ```` ```text output ```` after a runnable one is what it prints.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

/** The documents, as paths from the root of the project. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...list('docs/').map((name) => `docs/${name}`),
  ...list('examples/').map((name) => `examples/${name}`),
];

export interface Block {
  readonly document: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly mark: string;
  readonly code: string;
  /** What it is said to print. */
  readonly output?: string;
}

export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

export function pathOf(path: string): string {
  return fileURLToPath(new URL(path, root));
}

/** The blocks of a document in a language that is code of ours. */
export function codeBlocks(document: string): Block[] {
  const blocks = allBlocks(document);
  return blocks.flatMap((block, i) => {
    if (!['js', 'ts', 'c'].includes(block.language)) return [];
    const next = blocks[i + 1];
    return [next?.mark === 'output' ? { ...block, output: next.code } : block];
  });
}

function allBlocks(document: string): Block[] {
  const text = read(document);
  return [...text.matchAll(/^```(\w+) ?([^\n]*)\n(.*?)^```$/gms)].map((match) => {
    const [, language = '', mark = '', code = ''] = match;
    return { document, line: text.slice(0, match.index).split('\n').length, language, mark, code };
  });
}

function list(folder: string): string[] {
  const names = readdirSync(new URL(folder, root), { recursive: true }) as string[];
  return names.filter((name) => name.endsWith('.md')).sort();
}
