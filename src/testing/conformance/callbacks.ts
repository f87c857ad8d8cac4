/**
 * What a callback of the host starts in JavaScript is honoured at once.
 */
import assert from 'node:assert/strict';
import { hosted } from '../../host/enter.ts';
import { modal } from '../../host/modal.ts';
import { primitives } from './primitives.ts';
import { type Check, inside, type Subject, sleep, within } from './subject.ts';
import { uncaught } from './uncaught.ts';

export function callbackChecks(subject: Subject): Check[] {
  return [
    ...Object.entries(primitives).map(([name, primitive]) => ({
      name: `${name} that a callback of the host starts is honoured with nothing else going on`,
      run: () =>
        inside(subject, async () => {
          let started: Promise<unknown> | undefined;
          await modal(() => {
            started = primitive();
          });
          await within(10_000, name, started as Promise<unknown>);
        }),
    })),
    {
      name: 'a timer that a callback of the host makes fires on time although an earlier wait was longer',
      run: () =>
        inside(subject, async () => {
          const far = setTimeout(() => {}, 100_000);
          const began = performance.now();
          await modal(() => new Promise<void>((resolve) => setTimeout(resolve, 20)));
          const elapsed = performance.now() - began;
          clearTimeout(far);
          assert.ok(elapsed >= 19 && elapsed < 1000, `${elapsed} ms`);
        }),
    },
    {
      name: 'an error thrown by a function that is called on the level of the host reaches its caller',
      run: () =>
        inside(subject, async () => {
          await assert.rejects(
            modal(() => {
              throw new RangeError('from the level of the host');
            }),
            RangeError,
          );
          assert.ok(hosted());
        }),
    },
    {
      name: 'an error thrown by a tick that a callback of the host left is reported, and the other ticks run',
      run: () =>
        inside(subject, async () => {
          let ran = false;
          const told = await uncaught(async () => {
            await modal(() => {
              process.nextTick(() => {
                throw new Error('in a tick of a callback');
              });
              process.nextTick(() => {
                ran = true;
              });
            });
            await within(10_000, 'a timer', sleep(5));
          });
          assert.deepEqual([told, ran], [['in a tick of a callback'], true]);
        }),
    },
  ];
}
