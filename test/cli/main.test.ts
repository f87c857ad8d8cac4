import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { interloop } from './command.ts';

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(await interloop(['--version']), { stdout: `${version}\n`, stderr: '', ends: 0 });
});

test('each command tells how it is used', async () => {
  for (const command of [['--help'], ['-h'], ['run', '--help'], ['doctor', '--help']]) {
    const { stdout, stderr, ends } = await interloop(command);
    assert.match(stdout, /^interloop/, command.join(' '));
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
    assert.deepEqual([stderr, ends], ['', 0]);
  }
});

test('the help names every host and every option', async () => {
  const { stdout } = await interloop(['run', '--help']);
  for (const word of [
    'auto',
    'glib',
    'gtk',
    'frame',
    '--host',
    '--stats',
    '--budget',
    '--patience',
    '--priority',
    '--fps',
  ]) {
    assert.ok(stdout.includes(word), word);
  }
});

test('a wrong command is one line on stderr', async () => {
  for (const args of [[], ['walk'], ['toString'], ['doctor', '--jason'], ['doctor', 'glib']]) {
    const { stdout, stderr, ends } = await interloop(args);
    assert.match(stderr, /^interloop: \[ERR_INTERLOOP_USAGE\] [^\n]+\n$/, args.join(' '));
    assert.deepEqual([stdout, ends], ['', 2]);
  }
});
