/**
 * What the tests of datagrams, processes, standard streams and descriptors have in common.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { addObserver, type LogEvent, Reactor, removeObserver } from 'interloop';
import { type Leftovers, leftovers } from 'interloop/testing';
import { type OnLoop, onEachLoop as onEach } from '../../reactor/each-reactor.ts';

export const PATIENCE_MS = 60_000;

/** Loops on which nothing else happens than on those that are left. */
const NOT_LOOPS = ['a function waker', 'a fake host', 'a fake host and a function waker', 'a Clock'];

/** A test with a reactor that runs, on Node's loop and inside each host. */
export function onEachLoop(sentence: string, body: (reactor: Reactor) => Promise<void>): void {
  onEach(sentence, (on) => during(on, body), ...NOT_LOOPS);
}

/** Runs a reactor on Node's loop for as long as `body` takes. */
export function whileRunning(body: (reactor: Reactor) => Promise<void>): Promise<void> {
  const reactor = new Reactor();
  return during({ reactor, run: () => reactor.run({ installSignalHandlers: false }) }, body);
}

async function during({ reactor, run }: OnLoop, body: (reactor: Reactor) => Promise<void>): Promise<void> {
  const ended = run();
  await new Promise<void>((resolve) => reactor.callWhenRunning(resolve));
  try {
    await body(reactor);
  } finally {
    if (!reactor.hasEnded) reactor.stop();
    await ended;
  }
}

/** The errors that are logged from here to the end of the test. */
export function loggedErrors(t: TestContext): LogEvent[] {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent) => event.level === 'error' && events.push(event);
  addObserver(observer);
  t.after(() => removeObserver(observer));
  return events;
}

/** A new folder, which goes with the process. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'interloop-'));
  after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Does it again and again, and waits until no more is open than after the first time. */
export async function leavesNothing(once: () => unknown): Promise<void> {
  await once();
  for (let i = 0; i < 5; i++) await setImmediate();
  const before = leftovers();
  for (let i = 0; i < 20; i++) await once();
  const isMore = ({ descriptors, handles }: Leftovers) => descriptors > before.descriptors || handles > before.handles;
  while (isMore(leftovers())) await setImmediate();
}
