/**
 * Nothing polls: idle means no turn and no wake, whatever is registered.
 *
 * Rest may begin late. V8 collects garbage in tasks of Node's loop, and each is a turn: hundreds of them where its own threads get
 * no processor, as it marks 64 KiB at a time, and asks again and again whether its sweeper is done. Such work ends and polling does
 * not, so one period of rest will do.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { hosted } from '../../host/enter.ts';
import type { HostStatistics } from '../../host/statistics.ts';
import { type Check, inside, type Subject, sleep } from './subject.ts';

const SETTLE_MS = 50;
const QUIET_MS = 300;
const MOST_PERIODS = 10;

export function idleChecks(subject: Subject): Check[] {
  const idle = (what: string, register: () => () => void) => ({
    name: `idle with ${what} makes no turns`,
    run: () => staysIdle(subject, register),
  });
  return [
    idle('nothing registered', () => () => {}),
    idle('a timer that is far away', () => {
      const timer = setTimeout(() => {}, 1_000_000);
      return () => clearTimeout(timer);
    }),
    idle('an unreferenced timer', () => {
      const timer = setTimeout(() => {}, 1_000_000).unref();
      return () => clearTimeout(timer);
    }),
    idle('a listening server', () => {
      const server = createServer().listen(0, '127.0.0.1');
      return () => server.close();
    }),
    idle('an unreferenced server', () => {
      const server = createServer().listen(0, '127.0.0.1').unref();
      return () => server.close();
    }),
  ];
}

/** The looking itself is up to three turns. A loop that polls every 16 ms would make 18. */
const MOST_TURNS = 8;

async function staysIdle(subject: Subject, register: () => () => void): Promise<void> {
  const undo = register();
  const periods: string[] = [];
  const isAtRest = await inside(subject, async () => {
    await sleep(SETTLE_MS);
    while (periods.length < MOST_PERIODS) {
      const { turns, wakes } = await quietPeriod();
      if (turns <= MOST_TURNS && wakes <= MOST_TURNS) return true;
      periods.push(`${turns} turns and ${wakes} wakes`);
    }
    return false;
  });
  undo();
  assert.ok(isAtRest, `in periods of ${QUIET_MS} ms: ${periods.join(', ')}`);
}

async function quietPeriod(): Promise<{ turns: number; wakes: number }> {
  const before = hosted()?.statistics() as HostStatistics;
  await sleep(QUIET_MS);
  const after = hosted()?.statistics() as HostStatistics;
  return { turns: after.turns - before.turns, wakes: after.wakes - before.wakes };
}
