/**
 * The threads that have a channel: their places in its memory, who is woken when, and what is done when one is gone.
 */
import { ARMED, DEATHS, LAST_DEAD, MOST_THREADS, PLACES, placeOf, RECEIVERS, SEEKERS, STATE, WAKES } from './memory.ts';

/** The lower bits of `STATE`. One that is being prepared for a thread counts as dead, as whoever had it before is. */
const FREE = 0;
const LIVE = 1;
const DEAD = 2;
const PREPARED = 3;
const BITS = 2;

function stateOf(words: Int32Array, who: number): number {
  return Atomics.load(words, placeOf(who) + STATE) & 3;
}

/** Which thread has this place. */
export function threadAt(words: Int32Array, who: number): number {
  return Atomics.load(words, placeOf(who) + STATE) >>> BITS;
}

export function isAlive(words: Int32Array, who: number): boolean {
  return stateOf(words, who) === LIVE;
}

/** Whether the thread that has this place is known to be gone. */
export function isDead(words: Int32Array, who: number): boolean {
  return stateOf(words, who) === DEAD;
}

/**
 * Finds a place for a thread; nothing if there is none.
 *
 * @param prepare has what is left of a dead thread removed
 */
export function takePlace(words: Int32Array, thread: number, prepare: (who: number) => void): number | undefined {
  for (let who = 0; who < MOST_THREADS; who++) {
    const at = placeOf(who);
    const before = Atomics.load(words, at + STATE);
    const state = before & 3;
    if (state !== FREE && state !== DEAD) continue;
    for (let used = Atomics.load(words, PLACES); used <= who; used = Atomics.load(words, PLACES)) {
      Atomics.compareExchange(words, PLACES, used, who + 1);
    }
    const prepared = (thread << BITS) | PREPARED;
    if (Atomics.compareExchange(words, at + STATE, before, prepared) !== before) continue;
    for (const word of [ARMED, RECEIVERS, SEEKERS]) Atomics.store(words, at + word, 0);
    prepare(who);
    Atomics.store(words, at + STATE, (thread << BITS) | LIVE);
    return who;
  }
  return undefined;
}

/** A thread that lives on gives up its place, in which nothing waits. */
export function leavePlace(words: Int32Array, who: number): void {
  Atomics.store(words, placeOf(who) + STATE, FREE);
}

/**
 * A thread is gone: everybody is woken, since it may have owed somebody that. If it has died, and did not come to its end in
 * order, that counts once, by whoever hears of it first.
 */
export function bury(words: Int32Array, thread: number, hasDied: boolean): void {
  let isNews = false;
  let wasHere = false;
  for (let who = Atomics.load(words, PLACES) - 1; who >= 0; who--) {
    const at = placeOf(who) + STATE;
    const state = Atomics.load(words, at);
    if (state >>> BITS !== thread || (state & 3) === FREE) continue;
    wasHere = true;
    if ((state & 3) === DEAD) continue;
    if (Atomics.compareExchange(words, at, state, (thread << BITS) | DEAD) === state) isNews = true;
  }
  if (isNews && hasDied) {
    Atomics.store(words, LAST_DEAD, thread);
    Atomics.add(words, DEATHS, 1);
  }
  if (wasHere) wakeAll(words);
}

/** Whether another thread than the one in this place has the channel. */
export function hasOthers(words: Int32Array, who: number): boolean {
  for (let other = Atomics.load(words, PLACES) - 1; other >= 0; other--) {
    if (other !== who && isAlive(words, other)) return true;
  }
  return false;
}

/** How many operations of all threads wait to receive. */
export function receiversIn(words: Int32Array): number {
  let count = 0;
  for (let who = Atomics.load(words, PLACES) - 1; who >= 0; who--) {
    if (isAlive(words, who)) count += Atomics.load(words, placeOf(who) + RECEIVERS);
  }
  return count;
}

/** Wakes a thread if it wants that, and nobody else does it. */
export function wake(words: Int32Array, who: number): boolean {
  const at = placeOf(who);
  if (Atomics.load(words, at + ARMED) === 0 || Atomics.exchange(words, at + ARMED, 0) === 0) return false;
  Atomics.add(words, at + WAKES, 1);
  Atomics.notify(words, at + WAKES);
  return true;
}

export function wakeAll(words: Int32Array): void {
  for (let who = Atomics.load(words, PLACES) - 1; who >= 0; who--) {
    const at = placeOf(who);
    Atomics.store(words, at + ARMED, 0);
    Atomics.add(words, at + WAKES, 1);
    Atomics.notify(words, at + WAKES);
  }
}

/** Wakes one thread with receivers, but not the one in the place `not`; begins anywhere. */
export function wakeReceiver(words: Int32Array, not: number, anywhere: number): void {
  const places = Atomics.load(words, PLACES);
  for (let i = 0; i < places; i++) {
    const who = (anywhere + i) % places;
    if (who === not || Atomics.load(words, placeOf(who) + RECEIVERS) === 0) continue;
    if (wake(words, who)) return;
  }
}

/** Wakes all threads that look for room, but not the one in the place `not`. */
export function wakeSeekers(words: Int32Array, not: number): void {
  for (let who = Atomics.load(words, PLACES) - 1; who >= 0; who--) {
    if (who !== not && Atomics.load(words, placeOf(who) + SEEKERS) > 0) wake(words, who);
  }
}
