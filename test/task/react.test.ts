import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node, type Outcome } from '../cli/command.ts';
import { inEachHost } from '../cli/in-each-host.ts';

const DIST = new URL('../../../dist/', import.meta.url).href;

/** Runs a module in a process of its own. */
function program(code: string): Promise<Outcome> {
  const imports = `import { Deferred, Reactor, deferLater, react, reactor, startLogging } from '${DIST}index.js';`;
  return node(['--input-type=module', '--eval', `${imports}\n${code}`]);
}

test('it runs the reactor until an async main has ended, and the exit code is 0', async () => {
  const { stdout, stderr, ends } = await program(`
    await react(async (reactor, ...words) => {
      await deferLater(reactor, 1);
      console.log(reactor.running, ...words);
    }, ['a', 'b']);
    console.log(reactor.running);
  `);
  assert.deepEqual([stdout, stderr, ends], ['true a b\nfalse\n', '', 0]);
});

test('main may return a Deferred, or nothing', async () => {
  const { stdout, ends } = await program(`
    await react((reactor) => deferLater(reactor, 1, console.log, 'later'), [], { reactor: new Reactor() });
    await react(() => console.log('at once'), [], { reactor: new Reactor() });
  `);
  assert.deepEqual([stdout, ends], ['later\nat once\n', 0]);
});

for (const [how, main] of [
  ['rejects', "async () => { throw new Error('broken') }"],
  ['throws', "() => { throw new Error('broken') }"],
  ['returns a Deferred that fails', "(reactor) => deferLater(reactor, 1, () => { throw new Error('broken') })"],
]) {
  test(`a main that ${how} is logged once, and the exit code is 1`, async () => {
    const { stdout, ends } = await program(`startLogging(process.stdout); await react(${main});`);
    assert.match(stdout, /^.* error \[-\] main function encountered error: Error: broken\n\t/);
    assert.equal(stdout.split('main function encountered error').length, 2);
    assert.equal(ends, 1);
  });
}

test('an exit code that main has set stays', async () => {
  assert.equal((await program('await react(() => { process.exitCode = 3 });')).ends, 3);
});

test('a reactor that is stopped before main has ended is no error', async () => {
  const { stderr, ends } = await program(`
    await react((reactor) => {
      reactor.callWhenRunning(() => reactor.stop());
      return new Deferred();
    });
  `);
  assert.deepEqual([stderr, ends], ['', 0]);
});

test('main may end while the reactor is stopping', async () => {
  const { stderr, ends } = await program(`
    await react((reactor) => {
      const done = new Deferred();
      reactor.callWhenRunning(() => reactor.stop());
      reactor.addSystemEventTrigger('during', 'shutdown', () => done.callback());
      return done;
    });
  `);
  assert.deepEqual([stderr, ends], ['', 0]);
});

test('a main that fails while the reactor is stopping is logged, and the exit code is 1', async () => {
  const { stderr, ends } = await program(`
    await react((reactor) => {
      const done = new Deferred();
      reactor.callWhenRunning(() => reactor.stop());
      reactor.addSystemEventTrigger('after', 'shutdown', () => done.errback(new Error('broken')));
      return done;
    });
  `);
  assert.match(stderr, /main function encountered error: Error: broken/);
  assert.equal(ends, 1);
});

test('a signal ends it in order, and then the process', async () => {
  const { stdout, ends } = await program(`
    await react((reactor) => {
      reactor.addSystemEventTrigger('before', 'shutdown', () => deferLater(reactor, 1, console.log, 'cleaned up'));
      reactor.callWhenRunning(() => process.kill(process.pid, 'SIGTERM'));
      return new Deferred();
    });
  `);
  assert.deepEqual([stdout, ends], ['cleaned up\n', 'SIGTERM']);
});

test('a reactor that cannot be run rejects, and main is not called', async () => {
  const { stdout, ends } = await program(`
    await react(() => {});
    await react(() => console.log('called')).catch((error) => console.log(error.code));
  `);
  assert.deepEqual([stdout, ends], ['ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE\n', 0]);
});

inEachHost('main is called inside the host', async (host) => {
  const { stdout, stderr, ends } = await program(`
    import { hosted } from '${DIST}host/index.js';
    import { ${host} } from '${DIST}hosts/${host}.js';
    await react((reactor) => deferLater(reactor, 1, () => console.log(hosted().host.name)), [], { host: ${host}() });
  `);
  assert.deepEqual([stdout, ends], [`${host}\n`, 0], stderr);
});
