/**
 * The contract of Twisted's threadedselectreactor, with GLib as the toolkit: give it a waker, enter the loop, and quit the
 * loop from a trigger after the shutdown.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reactor } from 'interloop';
import { enter, GUEST, hosted, leave, type NativeCall, native, TURN, type Waker, waker } from 'interloop/host';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';

/** A loop of GLib, and the waker that brings a reactor into it. */
interface Loop {
  readonly run: NativeCall;
  readonly wake: Waker;
  quit(): void;
}

function onGlib(sentence: string, check: (loop: Loop) => Promise<void>): void {
  test(sentence, { timeout: 30_000 }, async (t) => {
    const found = hostUnderTest('glib waker');
    if ('skip' in found) return skipOrFail(t, found.skip);
    const koffi = (await import('koffi')).default;
    const glib = koffi.load('libglib-2.0.so.0');
    const loop = glib.func('void *g_main_loop_new(void *, int)')(null, 0);
    await check({
      run: { ...native(glib.symbol('g_main_loop_run', 'void'), loop), returns: 'void' },
      wake: waker(glib.symbol('g_idle_add', 'void'), TURN, GUEST),
      quit: () => glib.func('void g_main_loop_quit(void *)')(loop),
    });
  });
}

onGlib('a reactor is interleaved with a loop by nothing but a native waker', async ({ run, wake, quit }) => {
  const reactor = new Reactor();
  const order: string[] = [];
  const ended = reactor.interleave(wake);
  reactor.addSystemEventTrigger('after', 'shutdown', () => {
    order.push(`after shutdown, inside: ${hosted() !== undefined}`);
    quit();
  });
  reactor.callWhenRunning(() => {
    order.push(`running, inside: ${hosted() !== undefined}`);
    assert.throws(() => leave(), { code: 'ERR_INTERLOOP_CANNOT_QUIT' });
    reactor.callLater(5, () => reactor.stop());
  });
  await enter(run);
  await ended;
  assert.deepEqual(order, ['running, inside: true', 'after shutdown, inside: true']);
});

onGlib('a loop that ends before the reactor gets the whole shutdown', async ({ run, wake, quit }) => {
  const reactor = new Reactor();
  const order: string[] = [];
  for (const phase of ['before', 'during', 'after'] as const) {
    reactor.addSystemEventTrigger(phase, 'shutdown', () => order.push(phase));
  }
  const ended = reactor.interleave(wake);
  reactor.callWhenRunning(() => quit());
  await enter(run);
  await ended;
  assert.deepEqual(order, ['before', 'during', 'after']);
});

onGlib('leave() before the entry takes it back, though nobody but the program could end the loop', async (loop) => {
  const reactor = new Reactor();
  const ended = reactor.interleave(loop.wake);
  const entered = enter(loop.run);
  leave();
  assert.equal(await entered, undefined);
  reactor.crash();
  await ended;
});

test('a loop alone is refused before a waker was given', () => {
  const program = `
    const { enter, native } = await import(${JSON.stringify(import.meta.resolve('interloop/host'))});
    await enter(native(16n)).catch((error) => console.log(error.code));`;
  return import('node:child_process').then(({ execFileSync }) => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    assert.equal(output, 'ERR_INTERLOOP_INVALID_ARGUMENT\n');
  });
});

test('a host that ends before the reactor gets the whole shutdown', { timeout: 30_000 }, async () => {
  const reactor = new Reactor();
  const found = hostUnderTest('frame');
  if ('skip' in found) throw new Error(found.skip);
  const order: string[] = [];
  for (const phase of ['before', 'during', 'after'] as const) {
    reactor.addSystemEventTrigger(phase, 'shutdown', () => order.push(phase));
  }
  reactor.callWhenRunning(() => leave());
  await reactor.run({ host: found.make() });
  assert.deepEqual(order, ['before', 'during', 'after']);
});

test('an entry that is refused leaves the reactor as it was, to be run again', { timeout: 30_000 }, async () => {
  const found = hostUnderTest('frame');
  if ('skip' in found) throw new Error(found.skip);
  const { make } = found;
  const [reactor, other] = [new Reactor(), new Reactor()];
  const order: string[] = [];
  for (const event of ['startup', 'shutdown']) {
    other.addSystemEventTrigger('during', event, () => order.push(event));
  }
  reactor.callWhenRunning(async () => {
    await assert.rejects(other.run({ host: make() }), { code: 'ERR_INTERLOOP_ALREADY_HOSTED' });
    assert.deepEqual(order, []);
    other.callWhenRunning(() => other.stop());
    await other.run();
    reactor.stop();
  });
  await reactor.run({ host: make() });
  assert.deepEqual(order, ['startup', 'shutdown']);
});

for (const end of ['crash', 'shutdownNow', 'stop'] as const) {
  test(`${end}() before the host is entered ends the host as well`, { timeout: 30_000 }, async () => {
    const found = hostUnderTest('frame');
    if ('skip' in found) throw new Error(found.skip);
    const reactor = new Reactor();
    const ended = reactor.run({ host: found.make() });
    reactor[end]();
    await ended;
    assert.deepEqual([hosted(), reactor.running], [undefined, false]);
  });
}
