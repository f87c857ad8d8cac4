/**
 * What cannot work says so: an error with a code, never a crash or a hang, and nothing is lost by it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { call, enter, GUEST, type Host, hosted, install, leave, modal, native, TURN, waker } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { fake, whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const notHosted = { code: 'ERR_INTERLOOP_NOT_HOSTED' };

test('something that is not a host is refused with what is missing', async () => {
  const good = frame();
  const broken: unknown[] = [
    undefined,
    null,
    'glib',
    {},
    { ...good, name: undefined },
    { ...good, run: undefined },
    { ...good, run: { address: 0n, args: [], returns: 'int' } },
    { ...good, quit: 'quit' },
    { ...good, wake: undefined },
    { ...good, wake: [] },
    { ...good, wake: [{ address: 0n, args: [TURN, GUEST], returns: 'void' }] },
    { ...good, wake: [{ address: 16n, args: [], returns: 'void' }] },
    { ...good, wake: { prepare: () => ({}), post: undefined } },
  ];
  for (const host of broken) await assert.rejects(enter(host as Host), invalid);
  assert.equal(hosted(), undefined);
});

test('a waker whose address is 0 is refused', () => {
  assert.throws(() => waker(0n, TURN, GUEST), invalid);
});

test('times that are not times are refused', async () => {
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '2' as never]) {
    await assert.rejects(enter(frame(), { budget: value }), invalid);
    await assert.rejects(enter(frame(), { patience: value }), invalid);
  }
});

test('frames per second that are not possible are refused', () => {
  for (const fps of [0, -1, 1001, Number.NaN, '60' as never]) assert.throws(() => frame({ fps }), invalid);
  assert.throws(() => frame({ onFrame: 1 as never }), invalid);
});

test('a host whose run throws rejects the entry with what it threw', async () => {
  const host = fake(() => {
    throw new RangeError('from run');
  });
  await assert.rejects(enter(host), RangeError);
  assert.equal(hosted(), undefined);
});

test('a host whose quit throws reports it as uncaught and goes on', async () => {
  const working = fake();
  let isBroken = true;
  const host: Host = {
    ...working,
    quit: () => {
      if (!isBroken) return (working.quit as () => void)();
      isBroken = false;
      throw new Error('from quit');
    },
  };
  const others = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  const told = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
  whenHosted(() => {
    leave();
    setTimeout(leave, 5);
  });
  await enter(host);
  assert.equal((await told).message, 'from quit');
  for (const listener of others) process.on('uncaughtException', listener);
});

test('a frame that throws is reported as uncaught and the frames go on', async () => {
  const others = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  const told: string[] = [];
  process.on('uncaughtException', (error) => told.push(error.message));
  const onFrame = ({ number }: { number: number }) => {
    if (number >= 5) leave();
    throw new Error(`frame ${number}`);
  };
  await enter(frame({ fps: 500, onFrame }));
  process.removeAllListeners('uncaughtException');
  for (const listener of others) process.on('uncaughtException', listener);
  assert.ok(told.length >= 2, told.join());
});

test('a host whose watch cannot be made rejects the entry', async () => {
  const good = frame();
  const wake = {
    ...(good.wake as object),
    prepare: () => {
      throw new TypeError('no watch');
    },
  };
  await assert.rejects(enter({ ...good, wake } as unknown as Host), TypeError);
  whenHosted(leave);
  await enter(good);
});

test('outside of a host, what needs one says so', async () => {
  assert.throws(() => leave(), notHosted);
  await assert.rejects(
    modal(() => 1),
    notHosted,
  );
  assert.equal(hosted(), undefined);
});

test('modal() and call() refuse what they cannot call', async () => {
  whenHosted(async () => {
    await assert.rejects(modal('dialog' as never), invalid);
    assert.throws(() => call(undefined as never), invalid);
    assert.throws(() => call({ ...native(16), address: 0n }), invalid);
    leave();
  });
  await enter(frame());
});

test('install() refuses a second host', async () => {
  whenHosted(() => {
    assert.throws(() => install(frame()), { code: 'ERR_INTERLOOP_ALREADY_HOSTED' });
    leave();
  });
  await enter(frame());
});

for (const [runtime, versions] of [
  ['Electron', 'electron'],
  ['Deno', 'deno'],
  ['Bun', 'bun'],
] as const) {
  test(`entering in ${runtime} is refused by name`, () => {
    const program = `
      Object.defineProperty(process.versions, '${versions}', { value: '1.2.3' });
      const { enter } = await import(${JSON.stringify(import.meta.resolve('interloop/host'))});
      const host = { name: 'x', run: () => {}, quit: () => {}, wake: [{ address: 1n, args: [], returns: 'void' }] };
      host.wake[0].args.push((await import(${JSON.stringify(import.meta.resolve('interloop/host'))})).TURN);
      host.wake[0].args.push((await import(${JSON.stringify(import.meta.resolve('interloop/host'))})).GUEST);
      await enter(host).catch((error) => console.log(error.code, error.message));
    `;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    assert.match(stdout, new RegExp(`^ERR_INTERLOOP_UNSUPPORTED_RUNTIME .*${runtime} 1\\.2\\.3`));
  });
}

test('entering while the process exits is refused', () => {
  const program = fileURLToPath(new URL('./programs/enter-at-exit.js', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  assert.deepEqual({ stdout, status }, { stdout: 'ERR_INTERLOOP_EXITING\n', status: 0 });
});

for (const name of ['frame', 'glib waker'] as const) {
  test(`${name}: without a descriptor left the entry is refused, and works when there is one again`, (t) => {
    const found = hostUnderTest(name);
    if ('skip' in found) return skipOrFail(t, found.skip);
    const program = fileURLToPath(new URL('./programs/no-descriptors.js', import.meta.url));
    const command = 'ulimit -n 64; exec "$0" "$@"';
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, program, name], { encoding: 'utf8' });
    assert.equal(stdout, 'ERR_INTERLOOP_OUT_OF_RESOURCES\nentered\n', stderr);
  });
}
