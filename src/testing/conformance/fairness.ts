/**
 * Neither side starves the other.
 */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { hosted } from '../../host/enter.ts';
import { modal } from '../../host/modal.ts';
import { type Check, inside, type Subject, sleep, within } from './subject.ts';

export function fairnessChecks(subject: Subject): Check[] {
  return [
    {
      name: 'a flood of calls on the level of the host does not stop timers and sockets',
      run: () =>
        inside(subject, async () => {
          let calls = 0;
          let isFlooding = true;
          const flood = (): void => {
            calls++;
            if (isFlooding) modal(flood).catch(() => {});
          };
          for (let i = 0; i < 50; i++) flood();
          try {
            await within(10_000, '20 timers during a flood', ticks(20));
            await within(10_000, '200 round trips during a flood', roundTrips(200));
          } finally {
            isFlooding = false;
          }
          assert.ok(calls > 50, `${calls} calls`);
        }),
    },
    {
      name: 'a flood of immediates does not stop the host',
      run: () =>
        inside(subject, async () => {
          let isFlooding = true;
          let immediates = 0;
          const flood = (): void => {
            immediates++;
            if (isFlooding) setImmediate(flood);
          };
          flood();
          for (let i = 0; i < 20; i++)
            await within(
              10_000,
              'a call on the level of the host',
              modal(() => i),
            );
          isFlooding = false;
          assert.ok(immediates > 0);
        }),
    },
    {
      name: 'a turn ends within its budget although there is always more to do',
      run: () =>
        inside(subject, async () => {
          const turns = () => hosted()?.statistics().turns ?? 0;
          const before = turns();
          const manyTurns = async () => {
            while (turns() - before < 10) await new Promise<void>((resolve) => setImmediate(resolve));
          };
          await within(10_000, 'ten turns under a flood of immediates', manyTurns());
        }),
    },
  ];
}

async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await sleep(1);
}

function roundTrips(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count;
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      client.on('error', reject);
      client.on('data', () => (--left > 0 ? client.write('x') : client.end()));
      client.on('close', () => server.close(() => resolve()));
      client.write('x');
    });
  });
}
