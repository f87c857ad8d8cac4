import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  CancelledError,
  CannotSpawn,
  type Deferred,
  getProcessOutput,
  getProcessOutputAndValue,
  getProcessValue,
  ProcessTerminated,
  UnexpectedErrorOutput,
} from 'interloop';
import { folder, onEachLoop, PATIENCE_MS, whileRunning } from './each-loop.ts';

const sh = (script: string) => ({ args: ['-c', script] });

onEachLoop('the output of a program, its exit code, and both with its errors', async (reactor) => {
  assert.equal(String(await getProcessOutput('echo', { args: ['hello'], reactor })), 'hello\n');
  assert.equal(await getProcessValue('sh', { ...sh('exit 5'), reactor }), 5);
  const all = await getProcessOutputAndValue('sh', { ...sh('echo out; echo err >&2; exit 6'), reactor });
  assert.deepEqual(all.map(String), ['out\n', 'err\n', '6']);
});

onEachLoop('a program reads its input to the end', async (reactor) => {
  const input = Buffer.alloc(3_000_000, 'x');
  assert.deepEqual(await getProcessOutput('cat', { input, reactor }), input);
  assert.equal(String(await getProcessOutput('cat', { reactor })), '');
  const [output, , exitCode] = await getProcessOutputAndValue('head', { args: ['-c', '3'], input, reactor });
  assert.deepEqual([String(output), exitCode], ['xxx', 0]);
});

onEachLoop('what is cancelled is a CancelledError, and the program is told to end', async (reactor) => {
  const script = 'trap ": >told; exit" TERM; : >started; while :; do sleep 0.01; done';
  for (const start of [getProcessOutput, getProcessValue, getProcessOutputAndValue]) {
    const cwd = folder();
    const outcome = start('sh', { ...sh(script), cwd, reactor }) as Deferred<unknown>;
    while (!existsSync(join(cwd, 'started'))) await setTimeout(1);
    outcome.cancel();
    await assert.rejects(outcome.toPromise(), CancelledError);
    while (!existsSync(join(cwd, 'told'))) await setTimeout(1);
  }
});

test('getProcessOutput() does not look at the exit code', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    assert.equal(String(await getProcessOutput('sh', { ...sh('echo x; exit 1'), reactor })), 'x\n');
  });
});

test('getProcessOutput() fails if the program writes to its standard error, unless that is wanted', async () => {
  await whileRunning(async (reactor) => {
    const program = { ...sh('echo trouble >&2; echo out'), reactor };
    await assert.rejects(getProcessOutput('sh', program).toPromise(), (error: UnexpectedErrorOutput) => {
      assert.deepEqual([error.code, error.output], ['ERR_INTERLOOP_UNEXPECTED_ERROR_OUTPUT', 'trouble\n']);
      return error instanceof UnexpectedErrorOutput;
    });
    const both = String(await getProcessOutput('sh', { ...program, errorToo: true }));
    assert.deepEqual(both.split('\n').sort(), ['', 'out', 'trouble']);
  });
});

test('a signal and a program that is not there are failures of all three', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    for (const start of [getProcessOutput, getProcessValue, getProcessOutputAndValue]) {
      const killed = start('sh', { ...sh('kill -9 $$'), reactor }) as Deferred<unknown>;
      await assert.rejects(
        killed.toPromise(),
        (error) => error instanceof ProcessTerminated && error.signal === 'SIGKILL',
      );
      const missing = start('no-such-program', { reactor }) as Deferred<unknown>;
      await assert.rejects(missing.toPromise(), CannotSpawn);
      const cancelled = start('no-such-program', { reactor }) as Deferred<unknown>;
      cancelled.cancel();
      await assert.rejects(cancelled.toPromise(), CancelledError);
      assert.throws(() => start('cat', { input: 5 as never, reactor }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    }
  });
});
