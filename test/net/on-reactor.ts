/**
 * A test with a reactor that runs on Node's loop, and is stopped at the end.
 */
import { test } from 'node:test';
import { type IPv4Address, type ListeningPort, Reactor } from 'interloop';

export function onReactor(sentence: string, check: (reactor: Reactor) => Promise<void>, timeout = 30_000): void {
  test(sentence, { timeout }, async () => {
    const reactor = new Reactor();
    const ended = reactor.run({ installSignalHandlers: false });
    try {
      await check(reactor);
    } finally {
      if (!reactor.hasEnded) reactor.stop();
      await ended;
    }
  });
}

/** The number of a TCP port. */
export function portOf(port: ListeningPort): number {
  return (port.getHost() as IPv4Address).port;
}
