/**
 * Leaving is clean, however it comes about.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { enter, hosted, leave } from '../../host/enter.ts';
import { modal } from '../../host/modal.ts';
import { leftovers } from '../leftovers.ts';
import { whenHosted } from '../when-hosted.ts';
import { type Check, inside, nothingIsLeft, type Subject, sleep, within } from './subject.ts';

export function leavingChecks(subject: Subject): Check[] {
  return [
    {
      name: 'a hundred entries and exits leave no descriptor, thread or handle',
      run: () => hundredTimes(subject),
    },
    {
      name: 'a host that does not keep Node inside is left when nothing else is alive',
      run: async () => {
        let fired = 0;
        setTimeout(() => fired++, 5);
        setTimeout(() => fired++, 1_000_000).unref();
        await enter(subject.host(), { ref: false });
        assert.equal(fired, 1);
        assert.equal(hosted(), undefined);
      },
    },
    {
      name: 'a host that does not keep Node inside stays while a server listens',
      run: async () => {
        const server = createServer().listen(0, '127.0.0.1');
        setTimeout(() => server.close(), 30);
        const began = performance.now();
        await enter(subject.host(), { ref: false });
        assert.ok(performance.now() - began >= 29);
      },
    },
    {
      name: 'unref() of the hosted lets the host be left',
      run: async () => {
        whenHosted(() => {
          assert.equal(hosted()?.hasRef(), true);
          hosted()?.unref();
        });
        await enter(subject.host());
      },
    },
    {
      name: 'a host that quits by itself ends the entry, and what Node was doing goes on in plain Node',
      run: async () => {
        let later: Promise<void> | undefined;
        whenHosted(() => {
          later = sleep(40);
          void modal(() => leave());
        });
        await enter(subject.host());
        assert.equal(hosted(), undefined);
        await within(10_000, 'a timer made inside', later as Promise<void>);
      },
    },
    {
      name: 'a function that waits for the level of a host that ends is told so',
      run: async () => {
        let refused: Promise<unknown> | undefined;
        whenHosted(() => {
          leave();
          refused = within(
            5000,
            'the refusal',
            modal(() => 'never'),
          ).catch((error) => error.code);
        });
        await enter(subject.host());
        assert.ok(['ERR_INTERLOOP_NOT_HOSTED', 'never'].includes((await refused) as string));
      },
    },
    {
      name: 'an aborted signal leaves the host and rejects the entry with its reason',
      run: async () => {
        const controller = new AbortController();
        whenHosted(() => controller.abort(new RangeError('enough')));
        await assert.rejects(enter(subject.host(), { signal: controller.signal }), RangeError);
        await assert.rejects(enter(subject.host(), { signal: controller.signal }), RangeError);
        assert.equal(hosted(), undefined);
      },
    },
    {
      name: 'a second entry while inside is refused and harms nothing',
      run: () =>
        inside(subject, async () => {
          await assert.rejects(enter(subject.host()), { code: 'ERR_INTERLOOP_ALREADY_HOSTED' });
          await sleep(1);
          assert.ok(hosted());
        }),
    },
    {
      name: 'requests in flight when the host ends are completed in plain Node',
      run: async () => {
        const work = Promise.all(Array.from({ length: 20 }, (_, i) => sleep(i)));
        whenHosted(leave);
        await enter(subject.host());
        assert.equal((await work).length, 20);
      },
    },
  ];
}

async function hundredTimes(subject: Subject): Promise<void> {
  const once = async () => {
    whenHosted(leave);
    await enter(subject.host());
  };
  await once();
  await sleep(5);
  const before = leftovers();
  for (let i = 0; i < 100; i++) await once();
  await nothingIsLeft(before);
}
