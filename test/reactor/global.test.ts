/**
 * The reactor of the program: which one it is, and what is reported through it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node } from '../cli/command.ts';

const DIST = new URL('../../../dist/', import.meta.url).href;

/** Runs a module in a process of its own, which must end well; what it has printed. */
async function program(code: string): Promise<{ stdout: string; stderr: string }> {
  const imports = `
    import { addObserver, Deferred, fail, install, Reactor, reactor, reportUnhandledErrors, setDebugging } from '${DIST}index.js';
    import { Clock } from '${DIST}testing/index.js';
    const codeOf = (fn) => { try { fn(); return 'accepted'; } catch (error) { return error.code; } };`;
  const { stdout, stderr, ends } = await node(['--input-type=module', '--eval', `${imports}\n${code}`]);
  assert.equal(ends, 0, stderr);
  return { stdout, stderr };
}

test('install() chooses the reactor of the program, also for whoever has imported the name before', async () => {
  const { stdout } = await program(`
    const before = reactor;
    const mine = new Reactor({ time: new Clock(5) });
    install(mine);
    console.log(reactor === before, reactor === mine, reactor.now());`);
  assert.equal(stdout, 'false true 5\n');
});

test('install() is refused a second time', async () => {
  const { stdout } = await program(`
    install(new Reactor());
    console.log(codeOf(() => install(new Reactor())));`);
  assert.equal(stdout, 'ERR_INTERLOOP_REACTOR_ALREADY_INSTALLED\n');
});

for (const use of [
  'reactor.callLater(1, () => {})',
  'reactor.callFromThread(() => {})',
  'reactor.callWhenRunning(() => {})',
  "reactor.addSystemEventTrigger('before', 'mine', () => {})",
  'reactor.run(); reactor.callWhenRunning(() => reactor.stop())',
  'reactor.callWhenRunning(() => reactor.stop()); await reactor.run()',
]) {
  test(`install() is refused after ${use}`, async () => {
    const { stdout } = await program(`
      ${use};
      console.log(reactor.wasUsed, codeOf(() => install(new Reactor())));`);
    assert.equal(stdout, 'true ERR_INTERLOOP_REACTOR_ALREADY_INSTALLED\n');
  });
}

test('looking at the reactor is not using it', async () => {
  const { stdout } = await program(`
    reactor.now();
    reactor.getDelayedCalls();
    codeOf(() => reactor.stop());
    reactor.crash();
    reactor.fireSystemEvent('mine');
    console.log(reactor.running, reactor.wasUsed, codeOf(() => install(new Reactor())));`);
  assert.equal(stdout, 'false false accepted\n');
});

test('what is no reactor is not installed', async () => {
  const { stdout } = await program(`
    console.log(...[undefined, null, {}, Reactor].map((wrong) => codeOf(() => install(wrong))), reactor.wasUsed);`);
  assert.equal(stdout, `${'ERR_INTERLOOP_INVALID_ARGUMENT '.repeat(4)}false\n`);
});

test('an error that nobody has handled is logged once', async () => {
  const { stdout, stderr } = await program(`
    addObserver(({ level, message, error }) => console.log(level, message, error.message));
    fail(new Error('lost'));`);
  assert.deepEqual([stdout, stderr], ['error Unhandled error in a Deferred lost\n', '']);
});

test('with debugging on, an error that nobody has handled is logged with the stacks of making and firing', async () => {
  const { stderr } = await program(`
    setDebugging(true);
    const madeHere = () => new Deferred();
    const firedHere = (d) => d.errback(new Error('lost'));
    firedHere(madeHere());
    reportUnhandledErrors();`);
  assert.match(stderr, /^.* error \[-\] Unhandled error in a Deferred that was made\n\t +at madeHere /);
  assert.match(stderr, /\n\tand fired\n(\t +at Deferred.*\n)*\t +at firedHere /);
  assert.match(stderr, /\n\twith: Error: lost\n\t +at firedHere /);
});
