/**
 * The lock of a channel's memory. `memory.ts` tells why there is one, and why nothing has to be repaired when it changes hands.
 *
 * It is held for less than a microsecond, so a thread that finds it taken looks a few times more before it sleeps; also the
 * main thread may sleep for so short a time. One that sleeps says so in the word, so that a release wakes nobody in vain.
 *
 * A thread that dies while it holds the lock is told by the state of its place, which the main thread writes when it hears of
 * the death, and the main thread itself asks a port (`life.ts`), since it hears of nothing while it sleeps here. If neither
 * helps, as in a program whose main thread does not use this package, a thread that holds the lock for five seconds is taken
 * for dead.
 */
import { isMainThread } from 'node:worker_threads';
import { isSeenDead } from '../life.ts';
import { LOCK } from './memory.ts';
import { isDead, threadAt } from './peers.ts';

/** The word: whose it is, whether somebody sleeps, and which time it is, so that one that is held for long can be told. */
const OWNER = 0xff;
const SLEEPER = 0x100;
const TIMES = 9;

const LOOKS = 60;
const SLEEP_MS = 20;
const PATIENCE_MS = 5000;

let times = 0;

/** Takes the lock for the thread in this place. */
export function lock(words: Int32Array, who: number): void {
  times = (times + 1) | 0;
  const mine = (times << TIMES) | (who + 1);
  if (Atomics.compareExchange(words, LOCK, 0, mine) !== 0) lockSlowly(words, mine);
}

export function unlock(words: Int32Array): void {
  if (Atomics.exchange(words, LOCK, 0) & SLEEPER) Atomics.notify(words, LOCK, 1);
}

function lockSlowly(words: Int32Array, mine: number): void {
  for (let i = 0; i < LOOKS; i++) {
    if (Atomics.load(words, LOCK) === 0 && Atomics.compareExchange(words, LOCK, 0, mine) === 0) return;
  }
  let since = performance.now();
  let last = 0;
  for (;;) {
    const word = Atomics.load(words, LOCK);
    const held = word & ~SLEEPER;
    if (held !== last) since = performance.now();
    last = held;
    const isFree = word === 0 || isLeftBehind(words, held & OWNER, mine & OWNER, since);
    const wanted = (isFree ? mine : word) | SLEEPER;
    if (Atomics.compareExchange(words, LOCK, word, wanted) !== word) continue;
    if (isFree) return;
    Atomics.wait(words, LOCK, wanted, SLEEP_MS);
  }
}

/** By a thread that died, or by this one: its stack was full, or it was given the place of one that died. */
function isLeftBehind(words: Int32Array, owner: number, mine: number, since: number): boolean {
  if (owner === mine || isDead(words, owner - 1)) return true;
  if (isMainThread && isSeenDead(threadAt(words, owner - 1))) return true;
  return performance.now() - since > PATIENCE_MS;
}
