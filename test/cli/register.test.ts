import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, node } from './command.ts';
import { inEveryHost } from './in-each-host.ts';

inEveryHost('a program that is started with --import lives in the host', async (host) => {
  const register = import.meta.resolve(`interloop/register/${host}`);
  const said = await node(['--import', register, fixture('hosted.mjs')]);
  assert.deepEqual(said, { stdout: `${host}\nworker undefined\n`, stderr: '', ends: 0 });
});

inEveryHost('options that a person gave stay for the program to see', async (host) => {
  const option = `--import=${import.meta.resolve(`interloop/register/${host}`)}`;
  const { stdout } = await node([option, '--eval=console.log(process.execArgv[0])']);
  assert.equal(stdout, `${option}\n`);
});

test('a register module whose host cannot be had throws', async () => {
  const register = import.meta.resolve('interloop/register/glib');
  const env = { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: 'koffi' };
  const { stderr, ends } = await node(['--import', register, fixture('hosted.mjs')], { env });
  assert.match(stderr, /MissingLibraryError.*ERR_INTERLOOP_MISSING_LIBRARY/s);
  assert.equal(ends, 1);
});
