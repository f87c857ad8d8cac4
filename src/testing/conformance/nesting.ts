/**
 * Modal and nested loops keep Node alive, and a turn is never re-entered.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { modal } from '../../host/modal.ts';
import { startAll } from './primitives.ts';
import { type Check, inside, type NestedLoop, type Subject, sleep, within } from './subject.ts';

export function nestingChecks(subject: Subject): Check[] {
  if (!subject.nested) return [];
  const nested = () => (subject.nested as () => NestedLoop)();
  const opened = (from: string, open: (run: () => void) => void) => ({
    name: `a nested loop opened through modal() from ${from} keeps Node alive`,
    run: () => inside(subject, () => nodeLives(nested, open)),
  });
  return [
    opened('an async function', (run) => run()),
    opened('a timer', (run) => void setTimeout(run, 1)),
    opened('an immediate', (run) => void setImmediate(run)),
    opened('a tick', (run) => process.nextTick(run)),
    opened('a promise job', (run) => void Promise.resolve().then(run)),
    opened('an fs promise', (run) => void readFile(new URL(import.meta.url)).then(run)),
    {
      name: 'nested loops may nest',
      run: () =>
        inside(subject, async () => {
          const order: string[] = [];
          const [outer, inner] = [nested(), nested()];
          const outerDone = (await runs(outer)).ends.then(() => order.push('outer'));
          const innerDone = (await runs(inner)).ends.then(() => order.push('inner'));
          inner.quit();
          await within(10_000, 'the end of the inner loop', innerDone);
          outer.quit();
          await within(10_000, 'the end of the outer loop', outerDone);
          assert.deepEqual(order, ['inner', 'outer']);
        }),
    },
    {
      name: 'what a callback of the host starts after its nested loop has ended is honoured',
      run: () =>
        inside(subject, async () => {
          const loop = nested();
          let after: Promise<unknown> | undefined;
          await modal(() => {
            setTimeout(() => loop.quit(), 5);
            loop.run();
            after = startAll(new Set());
          });
          await within(10_000, 'what was started', after as Promise<unknown>);
        }),
    },
  ];
}

/** Opens a loop and waits until Node is in it: what is to end it may not come before. */
async function runs(loop: NestedLoop): Promise<{ readonly ends: Promise<void> }> {
  let isOpen = false;
  const ends = modal(() => {
    isOpen = true;
    loop.run();
  });
  while (!isOpen) await sleep(1);
  return { ends };
}

async function nodeLives(nested: () => NestedLoop, open: (run: () => void) => void): Promise<void> {
  const loop = nested();
  let result: Promise<string> | undefined;
  let isOpen = false;
  open(() => {
    result = modal(() => {
      isOpen = true;
      loop.run();
      isOpen = false;
      return 'closed';
    });
  });
  await within(
    10_000,
    'the nested loop',
    until(() => isOpen),
  );
  await within(10_000, 'all that Node offers inside a nested loop', startAll(new Set()));
  assert.ok(isOpen, 'the nested loop had ended by itself');
  loop.quit();
  assert.equal(await result, 'closed');
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(1);
}
