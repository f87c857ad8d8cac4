/**
 * What only GLib itself can show: callbacks that GLib makes, priorities, loops that others quit, calls through koffi.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { call, enter, hosted, leave, modal, native } from 'interloop/host';
import { type GlibHost, type GlibOptions, glib } from 'interloop/hosts/glib';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { atRest, processorTime } from '../support/rest.ts';
import { type GlibFunctions, glibFunctions } from './glib-functions.ts';

const found = hostUnderTest('glib watch');

function onGlib(sentence: string, check: (g: GlibFunctions, t: TestContext) => Promise<void>): void {
  const run = (t: TestContext) => ('skip' in found ? skipOrFail(t, found.skip) : check(glibFunctions(), t));
  test(sentence, { timeout: 60_000 }, run);
}

function onBothForms(sentence: string, check: (g: GlibFunctions, options: GlibOptions) => Promise<void>): void {
  for (const form of ['watch', 'waker'] as const) onGlib(`${form}: ${sentence}`, (g) => check(g, { form }));
}

onBothForms('what a callback of GLib starts is honoured at once', async (g, options) => {
  const latencies: Record<string, number> = {};
  let began = 0;
  const note = (what: string) => () => {
    latencies[what] = performance.now() - began;
    if (Object.keys(latencies).length === 5) leave();
  };
  g.once(30, () => {
    began = performance.now();
    process.nextTick(note('tick'));
    Promise.resolve().then(note('promise'));
    setImmediate(note('immediate'));
    setTimeout(note('timer'), 5);
    fetch('data:text/plain,x').then(note('fetch'));
  });
  const giveUp = setTimeout(() => leave(), 20_000);
  await enter(glib(options));
  clearTimeout(giveUp);
  assert.equal(Object.keys(latencies).length, 5, JSON.stringify(latencies));
  for (const [what, ms] of Object.entries(latencies)) assert.ok(ms < 2000, `${what} after ${ms} ms`);
});

onBothForms('Node lives in a nested loop that a callback of GLib opens', async (g, options) => {
  const order: string[] = [];
  const inner = glib();
  g.once(5, () => {
    order.push('open');
    setTimeout(() => {
      order.push('timer inside');
      call(inner.quit);
    }, 5);
    call(inner.run);
    order.push('closed');
    Promise.resolve().then(() => {
      order.push('promise after');
      leave();
    });
  });
  await enter(glib(options));
  assert.deepEqual(order, ['open', 'timer inside', 'closed', 'promise after']);
});

onBothForms('a loop that a callback of GLib quits ends the entry', async (g, options) => {
  const host = glib(options);
  g.once(5, () => g.quit(host.loop));
  assert.equal(await enter(host), undefined);
});

onBothForms('a loop entered through koffi is refused with an error and does not hang', async (g, options) => {
  const host = glib(options);
  const throughKoffi = { ...host, run: () => g.run(host.loop) };
  await assert.rejects(enter(throughKoffi), { code: 'ERR_INTERLOOP_FOREIGN_STACK' });
  assert.equal(hosted(), undefined);
  whenHosted(leave);
  await enter(glib(options));
});

onBothForms('a nested loop through koffi stops Node, says so, and Node goes on after it', async (g, options) => {
  const warned = new Promise<NodeJS.ErrnoException>((resolve) => process.once('warning', resolve));
  const inner = glib() as GlibHost;
  g.once(5, () => {
    g.once(20, () => g.quit(inner.loop));
    g.run(inner.loop);
  });
  const entered = enter(glib(options));
  assert.equal((await warned).code, 'ERR_INTERLOOP_FOREIGN_STACK');
  leave();
  await entered;
});

onBothForms('a nested loop that a callback of Node opens gets no turns and does not spin', async (_, options) => {
  const inner = glib();
  const nest = () => {
    glibFunctions().once(200, () => call(inner.quit));
    call(inner.run);
  };
  let taken = Number.POSITIVE_INFINITY;
  whenHosted(async () => {
    taken = await atRest(100_000, () => processorTime(nest));
    leave();
  });
  await enter(glib(options));
  assert.ok(taken <= 100_000, `${taken} µs of processor in 200 ms`);
});

onGlib('a given context is lived in', async (g) => {
  const context = g.newContext();
  whenHosted(leave);
  await enter(glib({ context }));
  whenHosted(() => void modal(() => leave()));
  await enter(glib({ context, form: 'waker' }));
  g.freeContext(context);
});

onGlib('a host that is flooded at a higher priority still lets Node in', async (g) => {
  const stop = g.flood(0);
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks < 20) return;
    clearInterval(timer);
    stop();
    leave();
  }, 1);
  await enter(glib());
  assert.equal(ticks, 20);
});

onGlib('a flood of requests does not stop a source at the priority of painting', async (g) => {
  const server = createServer((_, response) => response.end('x')).listen(0, '127.0.0.1');
  const beats: number[] = [];
  let isFlooding = true;
  const flood = async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    while (isFlooding) await (await fetch(url)).text();
  };
  const floods = new Promise<unknown>((resolve) => {
    server.once('listening', () => resolve(Promise.all(Array.from({ length: 16 }, flood))));
  });
  g.every(16, 120, () => {
    beats.push(performance.now());
    if (beats.length < 20) return true;
    isFlooding = false;
    return false;
  });
  void floods.then(() => {
    server.closeAllConnections();
    server.close();
    leave();
  });
  await enter(glib());
  assert.equal(beats.length, 20);
});

onBothForms('a context that another thread is running is refused', async (_, { form }) => {
  whenHosted(async () => {
    const worker = new Worker(new URL('./workers/enter-default-context.js', import.meta.url), { workerData: form });
    assert.equal(await new Promise((resolve) => worker.once('message', resolve)), 'ERR_INTERLOOP_HOST_BUSY');
    leave();
  });
  await enter(glib());
});

onGlib('GLib functions may be called by address as well', async () => {
  const { load } = (await import('koffi')).default;
  const address = load('libglib-2.0.so.0').symbol('g_main_depth', 'void') as bigint;
  assert.equal(call(native(address)), 0);
});
