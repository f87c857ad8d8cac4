/**
 * Connects to whichever address of a host answers first (RFC 8305, "happy eyeballs").
 *
 * The addresses are tried in the order of the resolver, the families taking turns, 250 ms after each other or as soon as
 * one has failed; those that were tried earlier go on. The first that is made wins, and the others are given up. Node has the
 * same by name (`autoSelectFamily`), but its attempts are not side by side: each is given up when the next begins, so that
 * a host that needs 300 ms to answer, at two addresses, cannot be reached at the first one at all (Node 20 to 26).
 */
import type { DelayedCall, ReactorTime } from '../reactor/index.ts';

/** Something under way that can be given up. */
export interface Attempt {
  cancel(): void;
}

/** Begins an attempt: calls one of the two, once and not at once, unless it is cancelled. */
export type Dial<Made> = (made: (result: Made) => void, failed: (error: Error) => void) => Attempt;

/** One address of a host, as `dns.lookup` gives it. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** How long after one attempt the next begins, in milliseconds. */
export const ATTEMPT_DELAY = 250;

/** Dials several at intervals; fails with the error of the one that failed last. */
export function dialAny<Made>(time: ReactorTime, dials: readonly Dial<Made>[]): Dial<Made> {
  return (made, failed) => {
    const attempts = new Set<Attempt>();
    const waiting = dials[Symbol.iterator]();
    let timer: DelayedCall | undefined;
    let left = dials.length;
    const cancel = (): void => {
      if (timer?.active()) timer.cancel();
      for (const attempt of attempts) attempt.cancel();
      attempts.clear();
    };
    const next = (): void => {
      if (timer?.active()) timer.cancel();
      const { value: dial } = waiting.next();
      if (!dial) return;
      const attempt: Attempt = dial(
        (result) => {
          attempts.delete(attempt);
          cancel();
          made(result);
        },
        (error) => {
          attempts.delete(attempt);
          if (--left === 0) failed(error);
          else next();
        },
      );
      attempts.add(attempt);
      timer = time.callLater(ATTEMPT_DELAY, next);
    };
    next();
    return { cancel };
  };
}

/** The families take turns, beginning with that of the first. */
export function takingTurns(addresses: readonly HostAddress[]): HostAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const others = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return Array.from({ length: Math.max(first.length, others.length) }, (_, i) => [first[i], others[i]])
    .flat()
    .filter((address) => address !== undefined);
}
