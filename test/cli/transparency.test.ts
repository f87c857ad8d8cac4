/**
 * The guarantee "an unmodified program cannot tell": what it says under `interloop run` is what it says in plain Node,
 * word for word, and it ends the same way.
 */
import assert from 'node:assert/strict';
import { fixture, interloop, type NodeOptions, node, type Outcome } from './command.ts';
import { inEveryHost } from './in-each-host.ts';

interface Alike extends NodeOptions {
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** How it ends in plain Node. Default 0. */
  readonly ends?: Outcome['ends'];
}

function alike(behaviour: string, program: string, options: Alike = {}): void {
  const { args = [], nodeOptions = [], ends = 0 } = options;
  const command = [...nodeOptions, fixture(program), ...args];
  let plain: Promise<Outcome> | undefined;

  const body = async (host: string) => {
    plain ??= node(command, options);
    const expected = await plain;
    assert.equal(expected.ends, ends, expected.stderr);
    assert.notEqual(expected.stdout, '');
    assert.deepEqual(await interloop(['run', `--host=${host}`, ...command], options), expected);
  };
  inEveryHost(behaviour, body);
}

alike('a CommonJS program finds what it finds in plain Node', 'facts.cjs', { args: ['one', '--two', ''] });
alike('an ES module program finds what it finds in plain Node', 'facts.mjs', { args: ['one', '--two', ''] });
alike('options for Node reach Node', 'facts.cjs', {
  nodeOptions: ['--max-old-space-size=100', '--no-warnings', '--stack-trace-limit=3'],
});
alike('environment and arguments arrive as they are', 'facts.cjs', {
  args: ['ünïcode', 'new\nline', '--host=none', '--', '--stats'],
  env: { EMPTY: '', ÜNÏCODE: '✓', INTERLOOP_HOME: 'a variable of somebody else' },
});
alike('ticks, promises, immediates and timers come in order', 'order.cjs');
alike('standard input is read to the end', 'input.mjs', { input: 'a line of input\n'.repeat(100_000) });
alike('a child and a worker find what they find in plain Node', 'family.mjs', { nodeOptions: ['--no-warnings'] });

const ends: Readonly<Record<string, Outcome['ends']>> = {
  exit: 7,
  exitCode: 5,
  error: 1,
  'error in a timer': 1,
  'error in an immediate': 1,
  rejection: 1,
  'rejection at the top': 1,
  unsettled: 13,
  signal: 'SIGTERM',
  'signal handled': 0,
  'beforeExit, twice': 0,
  'unreferenced timer': 0,
  'unreferenced immediate': 0,
  'unreferenced immediate of an immediate': 0,
  'unreferenced server': 0,
};
for (const [name, end] of Object.entries(ends)) {
  alike(`a program ends by itself: ${name}`, 'endings.mjs', { args: [name], ends: end });
}
