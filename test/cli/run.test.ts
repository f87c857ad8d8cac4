import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { CLI, fixture, interloop, node } from './command.ts';
import { inEveryHost } from './in-each-host.ts';

const program = fixture('order.cjs');

inEveryHost('--stats tells that the program ran inside the host', async (host) => {
  const { stdout, stderr, ends } = await interloop(['run', `--host=${host}`, '--stats', program]);
  assert.equal(ends, 0);
  assert.match(stdout, /^main\n/);
  assert.match(stderr, new RegExp(`^host +${host} \\(wa(tch|ker)\\)`));
  assert.ok(Number(/^turns +(\d+)/m.exec(stderr)?.[1]) > 0, stderr);
});

inEveryHost('--stats speaks up too when the program calls process.exit() or dies of an error', async (host) => {
  const endings = { 'setImmediate(() => process.exit(7))': 7, 'setImmediate(() => { throw 1 })': 1 };
  for (const [source, end] of Object.entries(endings)) {
    const { stderr, ends } = await interloop(['run', `--host=${host}`, '--stats', `--eval=${source}`]);
    assert.equal(ends, end);
    assert.match(stderr, new RegExp(`^host +${host}`, 'm'), source);
  }
});

test('--stats tells that a program was inside several times', async () => {
  const args = ['run', '--host=frame', '--stats', fixture('endings.mjs'), 'beforeExit, twice'];
  assert.match((await interloop(args)).stderr, /^interloop: inside the host \d times, of which the longest:\nhost /);
});

test('--stats tells that a program did not need a loop', async () => {
  const { stderr } = await interloop(['run', '--host=frame', '--stats', '--eval=0']);
  assert.equal(stderr, 'interloop: the host was not entered, nothing kept the program alive\n');
});

for (const kind of ['cjs', 'mjs']) {
  inEveryHost(`a program with nothing alive but a call of modal() is alive, as .${kind}`, async (host) => {
    const { stdout, ends } = await interloop(['run', `--host=${host}`, fixture(`modal.${kind}`)]);
    assert.deepEqual([stdout, ends], [`${host}\n`, 0]);
  });
}

inEveryHost(
  'a program that runs libuv for a moment gets it back at once, and lives in the host after that',
  async (host) => {
    const { stdout, ends } = await interloop(['run', `--host=${host}`, fixture('runs-libuv.cjs')]);
    const said = `within the call: undefined\nafter the call: undefined\nlater: ${host}\n`;
    assert.deepEqual([stdout, ends], [said, 0]);
  },
);

test('a program lives beside the frames of --fps', async () => {
  const frames = ['--host=frame', '--fps=1000'];
  const counter = 'let waits = 40; const timer = setInterval(() => --waits || clearInterval(timer), 1)';
  const { stdout, ends } = await interloop(['run', ...frames, `--eval=${counter}; console.log("counts")`]);
  assert.deepEqual({ stdout, ends }, { stdout: 'counts\n', ends: 0 });
});

inEveryHost('the process becomes the program: one pid, its own signals', async (host) => {
  const child = spawn(process.execPath, [CLI, 'run', `--host=${host}`, fixture('waits.mjs')]);
  const [said] = await once(child.stdout, 'data');
  assert.equal(Number(said), child.pid);
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGINT']);
});

inEveryHost('descriptors that the process was given are handed on', async (host) => {
  const reader = `--eval=process.stdout.write(fs.readFileSync(3)); fs.writeSync(4, 'written')`;
  const args = [CLI, 'run', `--host=${host}`, reader];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', openSync(program, 'r'), 'pipe'] });
  const outputs = [child.stdout, child.stdio[4]].map((stream) => text(stream as NodeJS.ReadableStream));
  const [read, written] = await Promise.all(outputs);
  assert.match(read!, /^\/\/ The order of ticks/);
  assert.equal(written, 'written');
});

test('the default is the first host that can be loaded', async (t) => {
  const args = ['run', '--stats', program];
  const env = { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: 'koffi' };
  const { stderr, ends } = await interloop(args, { env });
  assert.equal(ends, 0);
  assert.match(stderr, /^host +frame/);
  t.diagnostic(`with everything there: ${/^host .*/.exec((await interloop(args)).stderr)?.[0]}`);
});

test('a program in TypeScript runs where Node runs it', async (t) => {
  const plain = await node([fixture('typed.ts'), 'argument']);
  if (plain.ends !== 0) return t.skip(`Node ${process.versions.node} runs no TypeScript`);
  assert.deepEqual(await interloop(['run', fixture('typed.ts'), 'argument']), plain);
});

test('source from standard input runs, too', async () => {
  const { stdout } = await interloop(['run', '--host=frame', '-', 'argument'], {
    input: 'console.log(process.argv[2])',
  });
  assert.equal(stdout, 'argument\n');
});

test('after -- comes the program, whatever its name', async () => {
  const { stdout, ends } = await interloop(['run', '--host=frame', '--', program, '--']);
  assert.deepEqual([stdout.split('\n')[0], ends], ['main', 0]);
  assert.match((await interloop(['run', '--', '--help'])).stderr, /ERR_INTERLOOP_PROGRAM_NOT_FOUND.*"--help"/);
});

test('a program may be named without its extension, as for Node', async () => {
  assert.match((await interloop(['run', '--host=frame', program.replace('.cjs', '')])).stderr, /NOT_FOUND/);
  assert.match((await interloop(['run', '--host=frame', CLI.replace('.js', ''), '--version'])).stdout, /^\d/);
});

test('with --test the test files live in the host', async () => {
  const { stdout, ends } = await interloop(['run', '--host=frame', '--test', fixture('suite.mjs')]);
  assert.equal(ends, 0, stdout);
  assert.match(stdout, /pass 1$/m);
});

test('with --watch the program lives in the host', async () => {
  const args = [CLI, 'run', '--host=frame', '--watch', fixture('hosted.mjs')];
  const child = spawn(process.execPath, args, { timeout: 30_000, killSignal: 'SIGKILL' });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  assert.match(said, /^frame\n/);
  child.kill('SIGKILL');
});

const mistakes: Readonly<Record<string, readonly [args: readonly string[], code: string, ends: number]>> = {
  'no program': [['run', '--host=frame'], 'ERR_INTERLOOP_USAGE', 2],
  'a program that is not there': [['run', 'nowhere.mjs'], 'ERR_INTERLOOP_PROGRAM_NOT_FOUND', 1],
  'a host of an unknown name': [['run', '--host=kde', program], 'ERR_INTERLOOP_UNKNOWN_HOST', 2],
  'an empty host': [['run', '--host=', program], 'ERR_INTERLOOP_USAGE', 2],
  'a number that is none': [['run', '--budget=much', program], 'ERR_INTERLOOP_USAGE', 2],
  'a time out of range': [['run', '--host=frame', '--patience=-1', program], 'ERR_INTERLOOP_INVALID_ARGUMENT', 2],
  'a rate out of range': [['run', '--host=frame', '--fps', '0', program], 'ERR_INTERLOOP_INVALID_ARGUMENT', 2],
};
for (const [mistake, [args, code, end]] of Object.entries(mistakes)) {
  test(`${mistake} is one line on stderr`, async () => {
    const { stdout, stderr, ends } = await interloop(args);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`^interloop: \\[${code}\\] [^\\n]+\\n$`));
    assert.equal(ends, end);
  });
}

for (const [missing, code] of Object.entries({ koffi: 'MISSING_LIBRARY', 'node-gyp-build': 'ADDON_MISSING' })) {
  test(`without ${missing} the error says so in one line`, async () => {
    const env = { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: missing };
    const { stderr, ends } = await interloop(['run', '--host=glib', program], { env });
    assert.match(stderr, new RegExp(`^interloop: \\[ERR_INTERLOOP_${code}\\] [^\\n]+\\n$`));
    assert.equal(ends, 1);
  });
}

test('an option that Node does not know is Node\u2019s to refuse', async () => {
  const { stderr, ends } = await interloop(['run', '--host=frame', '--no-such-option', program]);
  assert.match(stderr, /bad option: --no-such-option/);
  assert.equal(ends, 9);
});

test('an IPC channel is refused, since it cannot be handed on', async () => {
  const child = spawn(process.execPath, [CLI, 'run', program], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  assert.match(await text(child.stderr!), /\[ERR_INTERLOOP_USAGE\] An IPC channel cannot be handed on/);
});
