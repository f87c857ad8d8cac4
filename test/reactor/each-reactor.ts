/**
 * The reactor's behaviour is written once and run on each loop that it can live on.
 */
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Reactor } from 'interloop';
import { enter, hosted, leave } from 'interloop/host';
import { Clock, type FakeHost, fake } from 'interloop/testing';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';

/** A reactor, and how it is run on one kind of loop. */
export interface OnLoop {
  readonly reactor: Reactor;
  run(): Promise<unknown>;
}

type Make = (t: TestContext) => OnLoop | undefined;

const makers: Record<string, Make> = {
  "Node's loop": () => running((reactor) => reactor.run({ installSignalHandlers: false })),
  'a function waker': () => running((reactor) => reactor.interleave((turn) => setTimeout(turn, 1))),
  'a fake host': () => running((reactor) => reactor.run({ host: fake() })),
  'a fake host and a function waker': () => running(inFakeHost),
  'a Clock': onClock,
};
for (const name of HOST_NAMES) {
  makers[name] = (t) => {
    const found = hostUnderTest(name);
    if ('skip' in found) skipOrFail(t, found.skip);
    else return running((reactor) => reactor.run({ host: found.make() }));
    return undefined;
  };
}

export function onEachLoop(sentence: string, check: (on: OnLoop) => Promise<void>, ...without: string[]): void {
  const loops = Object.keys(makers).filter((kind) => !without.includes(kind));
  onLoops(loops, sentence, check, 30_000);
}

export function onLoops(
  loops: readonly string[],
  sentence: string,
  check: (on: OnLoop) => Promise<void>,
  timeout: number,
): void {
  for (const kind of loops) {
    test(`${kind}: ${sentence}`, { timeout }, async (t) => {
      const on = makers[kind]?.(t);
      if (on) await check(on);
    });
  }
}

function running(run: (reactor: Reactor) => Promise<unknown>): OnLoop {
  const reactor = new Reactor();
  return { reactor, run: () => run(reactor) };
}

/** The host calls the functions on its own level: there no JavaScript of Node's is on the stack. */
async function inFakeHost(reactor: Reactor): Promise<void> {
  const turns: (() => void)[] = [];
  const drive = (host: FakeHost): void => {
    while (!host.quitAsked) {
      host.next();
      turns.shift()?.();
    }
  };
  const ended = reactor.interleave((turn) => turns.push(turn));
  void ended.then(() => hosted() && leave());
  await enter(fake(drive));
  await ended;
}

/** The clock goes to whatever is due next, and Node's loop may turn in between. */
function onClock(): OnLoop {
  const clock = new Clock();
  const reactor = new Reactor({ time: clock });
  const run = async (): Promise<void> => {
    let isOver = false;
    const ended = reactor.run({ installSignalHandlers: false }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const [next] = clock.getDelayedCalls();
      if (next) clock.advance(Math.max(0, next.getTime() - clock.now()));
      await setImmediate();
    }
    await ended;
  };
  return { reactor, run };
}
