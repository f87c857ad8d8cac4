/**
 * Inside a host things happen in Node's own order and with Node's own context.
 */
import assert from 'node:assert/strict';
import { AsyncLocalStorage, executionAsyncId } from 'node:async_hooks';
import { stat } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Check, inside, type Subject, sleep } from './subject.ts';
import { uncaught } from './uncaught.ts';

export function orderChecks(subject: Subject): Check[] {
  return [
    {
      name: 'ticks, microtasks, immediates and timers run in the order of plain Node',
      run: async () => {
        const plain = await trace();
        assert.deepEqual(await inside(subject, trace), plain);
      },
    },
    {
      name: 'AsyncLocalStorage keeps its store across every kind of wait',
      run: () => inside(subject, storeIsKept),
    },
    {
      name: 'callbacks run with balanced async ids',
      run: () =>
        inside(subject, async () => {
          const ids: number[] = [];
          for (let i = 0; i < 20; i++) {
            await new Promise<void>((resolve) => setTimeout(resolve, 0));
            ids.push(executionAsyncId());
          }
          const atRest = await new Promise<number>((resolve) => stat('.', () => resolve(executionAsyncId())));
          assert.ok(ids.every((id) => id > 0) && atRest > 0, `${ids.join()} ${atRest}`);
        }),
    },
    {
      name: 'an uncaught error and an unhandled rejection reach their handlers once, and Node goes on',
      run: () => inside(subject, errorsAreReported),
    },
  ];
}

/** The order of things that plain Node guarantees. */
async function trace(): Promise<string[]> {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    stat('.', () => {
      setTimeout(() => {
        order.push('timer');
        process.nextTick(() => order.push('tick in timer'));
        Promise.resolve().then(() => order.push('promise in timer'));
        setImmediate(() => {
          order.push('immediate in timer');
          setTimeout(resolve, 2);
        });
      }, 0);
      setImmediate(() => {
        order.push('immediate');
        process.nextTick(() => order.push('tick in immediate'));
        queueMicrotask(() => order.push('microtask in immediate'));
      });
      setImmediate(() => order.push('second immediate'));
      process.nextTick(() => order.push('tick'));
      Promise.resolve().then(() => {
        order.push('promise');
        process.nextTick(() => order.push('tick in promise'));
      });
      queueMicrotask(() => order.push('microtask'));
      order.push('callback');
    });
  });
  return order;
}

async function storeIsKept(): Promise<void> {
  const storage = new AsyncLocalStorage<string>();
  await storage.run('kept', async () => {
    const seen: (string | undefined)[] = [];
    const see = () => seen.push(storage.getStore());
    await null;
    see();
    await sleep(1);
    see();
    await readFile(new URL(import.meta.url));
    see();
    await new Promise<void>((resolve) => setImmediate(() => resolve(void see())));
    await new Promise<void>((resolve) => process.nextTick(() => resolve(void see())));
    await new Promise<void>((resolve) => stat('.', () => resolve(void see())));
    await import(String(new URL('data:text/javascript,export default "store"')));
    see();
    assert.deepEqual(seen, Array(7).fill('kept'));
  });
  assert.equal(storage.getStore(), undefined);
}

async function errorsAreReported(): Promise<void> {
  const told = await uncaught(async () => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 0);
    setImmediate(() => {
      throw new Error('in an immediate');
    });
    process.nextTick(() => {
      throw new Error('in a tick');
    });
    Promise.reject(new Error('rejected'));
    await sleep(15);
  });
  assert.deepEqual(told.sort(), ['in a tick', 'in a timer', 'in an immediate', 'rejected']);
}
