/**
 * Nothing polls: idle means no turn and no wake, whatever is registered.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { enter, hosted, leave } from '../../host/enter.ts';
import type { HostStatistics } from '../../host/statistics.ts';
import { whenHosted } from '../when-hosted.ts';
import type { Check, Subject } from './subject.ts';

const SETTLE_MS = 50;
const QUIET_MS = 300;

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

/**
 * The looking itself is up to three turns, and V8 may collect garbage, whose tasks are turns like any other. A loop that
 * polls every 16 ms would make 18.
 */
const MOST_TURNS = 8;

async function staysIdle(subject: Subject, register: () => () => void): Promise<void> {
  const undo = register();
  let before: HostStatistics | undefined;
  let after: HostStatistics | undefined;
  whenHosted(() => {
    setTimeout(() => {
      before = hosted()?.statistics();
      setTimeout(() => {
        after = hosted()?.statistics();
        leave();
      }, QUIET_MS);
    }, SETTLE_MS);
  });
  await enter(subject.host());
  undo();
  assert.ok(before && after);
  assert.ok(after.turns - before.turns <= MOST_TURNS, `${after.turns - before.turns} turns`);
  assert.ok(after.wakes - before.wakes <= MOST_TURNS, `${after.wakes - before.wakes} wakes`);
}
