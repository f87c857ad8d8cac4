/**
 * Whose a call is that the pool has given to a thread which is still busy with another one.
 *
 * A thread that gets its next call when it has answered the last one spends its time waiting: what goes back and forth
 * takes as long as a hundred short calls. So it is given some ahead. But a call behind a long one must not be lost to a
 * thread that is idle, and cancelling or stopping must reach it; hence both sides have a word for each call:
 *
 * - `n`: call number n was given to the thread, which has not begun it;
 * - `-n`: the thread runs it;
 * - `0`: it is over, or was never there.
 *
 * Every step is one compare-and-exchange, so of two who would take different ones, one does, and the other one learns it.
 * The pool *withdraws* what is not begun, and gives it to somebody else or to nobody; its message stays behind, and says
 * nothing when the thread comes to it. The pool *condemns* what runs: the thread finds that out before it answers or
 * begins another call, and does neither, so that it can be terminated without harm to the next call.
 *
 * A word belongs to a call for as long as it is not 0, then to any call whose number has the same place. The message of a
 * withdrawn call does not mistake the word of a later one for its own, because the number is another.
 */
const PLACES = 64;
const LAST = 2 ** 30;

/** The words of one thread. */
export function newClaims(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
}

/** The number of the next call: from 1, and some day from 1 again. */
export function numberAfter(n: number): number {
  return n === LAST ? 1 : n + 1;
}

/** Whether a call of this number can be given. */
export function hasPlace(claims: Int32Array, n: number): boolean {
  return Atomics.load(claims, n % PLACES) === 0;
}

/** The pool gives a call to the thread, and then sends the message. */
export function offer(claims: Int32Array, n: number): void {
  Atomics.store(claims, n % PLACES, n);
}

/** Whether the thread has not begun it, for what only wants to know. */
export function isOffered(claims: Int32Array, n: number): boolean {
  return Atomics.load(claims, n % PLACES) === n;
}

/** The thread begins a call, unless it was withdrawn. */
export function begin(claims: Int32Array, n: number): boolean {
  return exchange(claims, n, n, -n);
}

/** The thread has run a call, and may answer, unless it was condemned. */
export function finish(claims: Int32Array, n: number): boolean {
  return exchange(claims, n, -n, 0);
}

/** The pool takes a call back, unless it was begun. */
export function withdraw(claims: Int32Array, n: number): boolean {
  return exchange(claims, n, n, 0);
}

/** The pool ends the thread over a call, unless that is not what it runs: then it has not begun it, or the answer comes. */
export function condemn(claims: Int32Array, n: number): boolean {
  return exchange(claims, n, -n, 0);
}

function exchange(claims: Int32Array, n: number, from: number, to: number): boolean {
  return Atomics.compareExchange(claims, n % PLACES, from, to) === from;
}
