/**
 * The reactor's behaviour is written once and run on each loop that it can live on.
 */
import { type TestContext, test } from 'node:test';
import { Reactor } from 'interloop';
import { HOST_NAMES, type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';

/** A reactor, and how it is run on one kind of loop. */
export interface OnLoop {
  readonly reactor: Reactor;
  run(): Promise<unknown>;
}

type Kind = "Node's loop" | 'a function waker' | HostName;

export const KINDS: readonly Kind[] = ["Node's loop", 'a function waker', ...HOST_NAMES];

export function onEachLoop(sentence: string, check: (on: OnLoop) => Promise<void>): void {
  for (const kind of KINDS) {
    test(`${kind}: ${sentence}`, { timeout: 30_000 }, async (t: TestContext) => {
      const reactor = new Reactor();
      if (kind === "Node's loop") return check({ reactor, run: () => reactor.run({ installSignalHandlers: false }) });
      if (kind === 'a function waker') return check({ reactor, run: () => reactor.interleave(callSoon) });
      const found = hostUnderTest(kind);
      if ('skip' in found) return skipOrFail(t, found.skip);
      await check({ reactor, run: () => reactor.run({ host: found.make() }) });
    });
  }
}

/** The simplest host with "call this on your thread". */
function callSoon(turn: () => void): void {
  setTimeout(turn, 1);
}
