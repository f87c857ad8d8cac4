/**
 * Random programs of calls, cancellations, deaths of threads, changes of size and stops. Each Deferred fires once; no call
 * is made twice, and none is lost; no call fails for another reason than one that the program has; no thread is left.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setEnvironmentData } from 'node:worker_threads';
import fc from 'fast-check';
import { addObserver, type Deferred, Reactor, removeObserver, ThreadPool, threadModule, transfer } from 'interloop';
import { leftovers } from 'interloop/testing';
import { seed } from '../support/seed.ts';

const work = threadModule<typeof import('./workers/random-work.ts')>(
  new URL('./workers/random-work.js', import.meta.url),
);

const CALLS = ['quick', 'later', 'spins', 'fails', 'takesObject', 'takesBuffer'] as const;
const DEATHS = ['dies', 'diesLater', 'crashesAfterwards'] as const;
type Kind = (typeof CALLS)[number] | (typeof DEATHS)[number];

type Step =
  | { readonly do: 'call'; readonly kind: Kind; readonly times: number }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'resize'; readonly min: number; readonly max: number }
  | { readonly do: 'wait'; readonly ms: number };

const step = <D extends Step['do'], T>(name: D, fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record({ do: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Step>;
const steps = fc.oneof(
  { weight: 8, arbitrary: step('call', { kind: fc.constantFrom(...CALLS), times: fc.constantFrom(1, 5, 50) }) },
  { weight: 1, arbitrary: step('call', { kind: fc.constantFrom(...DEATHS), times: fc.constant(1) }) },
  { weight: 6, arbitrary: step('cancel', { which: fc.nat() }) },
  { weight: 1, arbitrary: step('resize', { min: fc.nat(2), max: fc.integer({ min: 2, max: 4 }) }) },
  { weight: 4, arbitrary: step('wait', { ms: fc.nat(3) }) },
);

interface Made {
  readonly kind: Kind;
  readonly deferred: Deferred<unknown>;
  isCancelled: boolean;
  /** What the Deferred has fired with; one entry, in the end. */
  readonly results: { readonly value?: unknown; readonly error?: Error & { code?: string } }[];
}

class Run {
  readonly pool = new ThreadPool(new Reactor(), { maxThreads: 2, idleTimeout: Number.POSITIVE_INFINITY });
  readonly begun = new Int32Array(new SharedArrayBuffer(4 * 5000));
  readonly made: Made[] = [];

  constructor() {
    setEnvironmentData('begun', this.begun);
  }

  async do(next: Step): Promise<void> {
    if (next.do === 'wait') await sleep(next.ms);
    else if (next.do === 'resize') this.pool.adjustPoolsize(next.min, next.max);
    else if (next.do === 'cancel') this.#cancel(next.which);
    else for (let times = next.times; times > 0; times--) this.#call(next.kind);
  }

  /** Waits for every call. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.made.map(({ deferred }) => deferred.toPromise()));
  }

  /** @param mayStop whether the pool was stopped before the calls had come to their end */
  check(mayStop: boolean): void {
    const deaths = this.made.filter(({ kind }) => (DEATHS as readonly Kind[]).includes(kind)).length;
    let died = 0;
    for (const [i, { kind, isCancelled, results }] of this.made.entries()) {
      const begun = this.begun[i]!;
      const what = `${kind} ${i}, begun ${begun} times: ${results.map(({ value, error }) => error ?? value).join()}`;
      assert.equal(results.length, 1, what);
      const [{ value, error }] = results as [Made['results'][0]];
      if (error === undefined) assert.deepEqual({ value, begun }, { value: i, begun: 1 }, what);
      else if (kind === 'fails' && error instanceof RangeError)
        assert.equal(`${error.message} ${begun}`, `${i} 1`, what);
      else if (error.code === 'ERR_INTERLOOP_CANCELLED') assert.ok(isCancelled && begun <= 1, what);
      else if (error.code === 'ERR_INTERLOOP_THREAD_DIED') assert.ok(++died <= deaths && begun <= 1, what);
      else if (error.code === 'ERR_INTERLOOP_THREAD_STOPPED') assert.ok(mayStop && begun === 0, what);
      else assert.fail(what);
    }
    const { working, queued, completed } = this.pool.statistics;
    assert.deepEqual({ working, queued }, { working: 0, queued: 0 });
    assert.ok(completed <= this.made.length);
  }

  #call(kind: Kind): void {
    const i = this.made.length;
    const bytes = new Uint8Array(i);
    const deferred: Deferred<unknown> =
      kind === 'takesObject'
        ? this.pool.deferToThread(work.takesObject, i, { number: i })
        : kind === 'takesBuffer'
          ? this.pool.deferToThread(work.takesBuffer, i, transfer(bytes, [bytes.buffer]))
          : this.pool.deferToThread(work[kind], i);
    const results: Made['results'] = [];
    deferred.addCallbacks(
      (value) => results.push({ value }),
      (error) => results.push({ error: error as Error }),
    );
    this.made.push({ kind, deferred, isCancelled: false, results });
  }

  #cancel(which: number): void {
    const call = this.made[which % this.made.length];
    if (!call || call.deferred.called) return;
    call.isCancelled = true;
    call.deferred.cancel();
  }
}

test('whatever is called, cancelled, killed and changed, each call is made once or not at all, and is told of', async (t) => {
  const silence = () => {};
  addObserver(silence);
  t.after(() => removeObserver(silence));
  const before = leftovers();
  const property = fc.asyncProperty(fc.array(steps, { maxLength: 40 }), fc.boolean(), async (program, stopsEarly) => {
    const run = new Run();
    for (const next of program) {
      await run.do(next);
      assert.ok(run.pool.statistics.working <= run.pool.statistics.threads);
    }
    const stopped = stopsEarly ? run.pool.stop() : undefined;
    await run.settled();
    run.check(stopsEarly);
    await (stopped ?? run.pool.stop());
    assert.equal(run.pool.statistics.threads, 0);
  });
  await fc.assert(property, { seed, numRuns: Number(process.env.INTERLOOP_RUNS ?? 60) });
  assert.ok(leftovers().threads <= before.threads);
});
