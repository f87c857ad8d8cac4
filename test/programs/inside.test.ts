/**
 * That the comparisons compare something: a program that is run in a host really is in that host.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { runProgram } from './run-program.ts';

const program = { file: 'where.mjs' };

for (const name of HOST_NAMES) {
  test(`a program run in ${name} lives there`, async (t) => {
    const host = hostUnderTest(name);
    if ('skip' in host) return skipOrFail(t, host.skip);
    const [hostName, form = 'watch'] = name.split(' ');
    const { stdout } = await runProgram(program, name);
    assert.equal(stdout, `${hostName} ${form}\n`);
  });
}

test('a program run without a host lives in none', async () => {
  const { stdout } = await runProgram(program);
  assert.equal(stdout, 'undefined undefined\n');
});
