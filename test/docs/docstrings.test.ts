/**
 * What an editor shows of the package: the declarations that were built, read as they are written.
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
  /** An interface that this one extends: what it tells of a member an editor shows of the same member here. */
  readonly parent: Declaration | undefined;
}

/** The names that a module exports, with the module that declares each of them. */
function exportsOf(module: string): [name: string, module: string][] {
  const text = read(module);
  const here = (path: string) => join(dirname(module), path.replace(/ts$/, 'd.ts'));
  const all = [...text.matchAll(/^export \* from '(.+)';/gm)].flatMap(([, path]) => exportsOf(here(path!)));
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]+)\} from '(.+)';/gm)].flatMap(([, names, path]) => {
    const there = new Map(exportsOf(here(path!)));
    const namesOf = (names!.match(/[\w ]+\w/g) ?? []).map((name) => name.trim().replace(/^type /, ''));
    return namesOf.map((name): [string, string] => [name, there.get(name) ?? here(path!)]);
  });
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
  return { name, docstring, body, base: baseOf(head[0], module, text), parent: parentOf(head[0], module, text) };
}

function parentOf(head: string, module: string, text: string): Declaration | undefined {
  const parent = /\binterface .* extends (\w+) \{/.exec(head)?.[1];
  return parent === undefined ? undefined : find(parent, importedFrom(parent, module, text) ?? module);
}

/** The module that a name is imported from. */
function importedFrom(name: string, module: string, text: string): string | undefined {
  const path = new RegExp(`^import .*\\b${name}\\b.* from '(.+)'`, 'm').exec(text)?.[1];
  return path === undefined ? undefined : join(dirname(module), path.replace(/ts$/, 'd.ts'));
}

function baseOf(head: string, module: string, text: string): Declaration | undefined {
  const parent = /\bclass .* extends (\w+)/.exec(head)?.[1];
  if (parent === undefined || parent in frontDoor) return undefined;
  const from = importedFrom(parent, module, text);
  return from === undefined ? undefined : find(parent, from);
}

/** The comment that ends here, if one does. */
function docstringAbove(text: string): string {
  return /\/\*\*(?:(?!\*\/).)*\*\/\s*$/s.exec(text)?.[0] ?? '';
}

const MEMBER = /^ {4}(?!#|private|protected|constructor|[/*} ])(?:(?:static|readonly|get|set) )*(\[?[\w.]+)/;

/** The public members that have no docstring, but for constructors, of which the class tells, and second overloads. */
function membersWithout(declaration: Declaration): string[] {
  const { name, base } = declaration;
  const told = toldOf(declaration);
  const silent = membersOf(declaration).filter(({ member }) => !told.has(member));
  const own = silent.map(({ member }) => `${name}.${member}`);
  return base ? [...own, ...membersWithout(base)] : own;
}

function membersOf({ body }: Declaration): { member: string; isTold: boolean }[] {
  return body.flatMap((line, i) => {
    const member = MEMBER.exec(line)?.[1];
    return member ? [{ member, isTold: body[i - 1]?.endsWith('*/') ?? false }] : [];
  });
}

function toldOf(declaration: Declaration): Set<string> {
  const own = membersOf(declaration).filter(({ isTold }) => isTold);
  const inherited = declaration.parent ? toldOf(declaration.parent) : [];
  return new Set([...own.map(({ member }) => member), ...inherited]);
}

/** What `types` of package.json names for each specifier, but for the register modules, which export nothing. */
const { exports } = JSON.parse(read('package.json')) as {
  exports: Readonly<Record<string, { types?: string } | null>>;
};
const ENTRIES = Object.entries(exports).flatMap(([path, entry]) =>
  entry?.types ? [[path.replace('.', 'interloop'), entry.types.slice(2)] as const] : [],
);

for (const [specifier, module] of ENTRIES) {
  const declarations = exportsOf(module).map(([name, declaredIn]) => find(name, declaredIn));
  const values = (await import(specifier)) as Readonly<Record<string, unknown>>;

  test(`the declarations of all exports of ${specifier} are found`, () => {
    const names = new Set(declarations.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(values).filter((name) => !names.has(name)),
      [],
    );
  });

  test(`every export of ${specifier} has a docstring`, () => {
    const silent = declarations.filter(({ docstring }) => docstring === '').map(({ name }) => name);
    assert.deepEqual(silent, []);
  });

  test(`every member of what ${specifier} exports has a docstring`, () => {
    assert.deepEqual(declarations.flatMap(membersWithout), []);
  });

  test(`every value that ${specifier} exports has an example, but for errors, which have one between them`, () => {
    const isError = (name: string) => Object(values[name]).prototype instanceof frontDoor.InterloopError;
    const withExample = declarations.filter(({ docstring }) => docstring.includes('@example')).map(({ name }) => name);
    const without = Object.keys(values).filter((name) => !isError(name) && !withExample.includes(name));
    assert.deepEqual(without, []);
  });
}
