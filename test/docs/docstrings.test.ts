/**
 * What an editor shows of the front door: the declarations that were built, read as they are written.
 */
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as frontDoor from 'interloop';
import { read } from './markdown.ts';

interface Declaration {
  readonly name: string;
  readonly docstring: string;
  /** The lines between the braces of a class or an interface. */
  readonly body: readonly string[];
  /** A class that is not exported, whose members are members of this one. */
  readonly base: Declaration | undefined;
}

/** The names that a module exports, with the module that declares each of them. */
function exportsOf(module: string): [name: string, module: string][] {
  const text = read(module);
  const here = (path: string) => join(dirname(module), path.replace(/ts$/, 'd.ts'));
  const all = [...text.matchAll(/^export \* from '(.+)';/gm)].flatMap(([, path]) => exportsOf(here(path!)));
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]+)\} from '(.+)';/gm)].flatMap(([, names, path]) =>
    (names!.match(/[\w ]+\w/g) ?? []).map((name): [string, string] => [name.trim().replace(/^type /, ''), here(path!)]),
  );
  const declared = [
    ...text.matchAll(/^export (?:declare )?(?:abstract )?(?:class|function|interface|type|let|const) (\w+)/gm),
  ];
  return [...all, ...listed, ...declared.map(([, name]): [string, string] => [name!, module])];
}

function find(name: string, module: string): Declaration {
  const text = read(module);
  const head = new RegExp(`^(?:export )?(?:declare )?(?:abstract )?\\w+ ${name}\\b.*`, 'm').exec(text);
  assert.ok(head, `${name} is not declared in ${module}`);
  const hasMembers = /\b(class|interface) .*\{$/.test(head[0]);
  const body = hasMembers ? text.slice(head.index).split('\n}', 1)[0]!.split('\n').slice(1) : [];
  const docstring = docstringAbove(text.slice(0, head.index));
  return { name, docstring, body, base: baseOf(head[0], module, text) };
}

function baseOf(head: string, module: string, text: string): Declaration | undefined {
  const parent = /\bclass .* extends (\w+)/.exec(head)?.[1];
  const path = new RegExp(`^import .*\\b${parent}\\b.* from '(.+)'`, 'm').exec(text)?.[1];
  if (parent === undefined || path === undefined || parent in frontDoor) return undefined;
  return find(parent, join(dirname(module), path.replace(/ts$/, 'd.ts')));
}

/** The comment that ends here, if one does. */
function docstringAbove(text: string): string {
  return /\/\*\*(?:(?!\*\/).)*\*\/\s*$/s.exec(text)?.[0] ?? '';
}

const MEMBER = /^ {4}(?!#|private|protected|constructor|[/*} ])(?:(?:static|readonly|get|set) )*(\[?[\w.]+)/;

/** The public members that have no docstring, but for constructors, of which the class tells, and second overloads. */
function membersWithout({ name, body, base }: Declaration): string[] {
  const members = body.flatMap((line, i) => {
    const member = MEMBER.exec(line)?.[1];
    return member ? [{ member, isTold: body[i - 1]?.endsWith('*/') }] : [];
  });
  const told = new Set(members.filter(({ isTold }) => isTold).map(({ member }) => member));
  const own = members.filter(({ member }) => !told.has(member)).map(({ member }) => `${name}.${member}`);
  return base ? [...own, ...membersWithout(base)] : own;
}

const declarations = exportsOf('dist/index.d.ts').map(([name, module]) => find(name, module));

test('the declarations of all exports are found', () => {
  const names = new Set(declarations.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(frontDoor).filter((name) => !names.has(name)),
    [],
  );
});

test('every export of interloop has a docstring', () => {
  const silent = declarations.filter(({ docstring }) => docstring === '').map(({ name }) => name);
  assert.deepEqual(silent, []);
});

test('every member of what interloop exports has a docstring', () => {
  assert.deepEqual(declarations.flatMap(membersWithout), []);
});

test('every value that interloop exports has an example, but for errors, which have one between them', () => {
  const isError = (name: string) => Reflect.get(frontDoor, name).prototype instanceof frontDoor.InterloopError;
  const withExample = declarations.filter(({ docstring }) => docstring.includes('@example')).map(({ name }) => name);
  const without = Object.keys(frontDoor).filter((name) => !isError(name) && !withExample.includes(name));
  assert.deepEqual(without, []);
});
