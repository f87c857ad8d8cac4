/**
 * From a thread to the reactor that it works for, and to that of any other thread.
 *
 * A thread is found by its number: Node brings one message to any thread of the process, and this one carries the ends of
 * a link. Links are made on first use, one for each pair of threads, and need nothing from whoever made the thread.
 *
 * Each thread has a `reactor` of its own, for it has its own copy of every module. In a worker that never starts it, the
 * name stands for the reactor of the thread that the worker works for, so that `reactor.callFromThread(reference)` means
 * in a worker what it means in Twisted. That is the main thread, unless a thread pool or a ReactorThread says otherwise.
 */
import { isMainThread, postMessageToThread, threadId } from 'node:worker_threads';
import { Deferred, maybeDeferred } from '../deferred/index.ts';
import { NoReactorThereError, WouldDeadlockError } from '../errors.ts';
import { err } from '../log/index.ts';
import { reactor } from '../reactor/global.ts';
import type { Reactor } from '../reactor/reactor.ts';
import { InOrder } from './in-order.ts';
import { watchLife } from './life.ts';
import { Link } from './link.ts';
import { ownerThread } from './owner.ts';
import { described, type FunctionName } from './types.ts';
import { type End, newLink } from './wire.ts';

const LONGEST_WAIT_MS = 1000;
const links = new Map<number, Link>();
let isOwn = isMainThread;
const watched = new WeakSet<Link>();
const orders = new WeakMap<object, InOrder>();

/** This thread is for its own reactor, even before that is started. */
export function hasOwnReactor(): void {
  isOwn = true;
}

/**
 * Whether this is the thread that `reactor` runs in: the main thread, or one that has started a reactor of its own. In
 * all others `reactor.callFromThread()` reaches out to the thread they work for. Twisted's `isInIOThread`.
 *
 * @example
 * import { isInReactorThread } from 'interloop';
 *
 * console.log(isInReactorThread()); // true
 */
export function isInReactorThread(): boolean {
  return isOwn || reactor.wasStarted;
}

/** The number of the thread whose reactor `reactor` stands for here. */
export function threadOfReactor(): number {
  return isInReactorThread() ? threadId : ownerThread();
}

/** A call by name for a reactor of this thread, or for the one it stands for. */
export function callForReactor(target: object, what: FunctionName, args: readonly unknown[]): void {
  if (target === reactor && !isInReactorThread()) linkTo(ownerThread(), what).call(what, args);
  else callHere(target as Reactor, what, args);
}

/** A call by name for a reactor of this thread. */
export function callHere(here: Reactor, what: FunctionName, args: readonly unknown[]): void {
  orderOf(here).find(
    what,
    (fn) => here.callFromThread(fn, ...args),
    (error) => err(error, `while calling ${described(what)} for callFromThread()`),
  );
}

/** The same, with the result. */
export function askHere(here: Reactor, what: FunctionName, args: readonly unknown[]): Deferred<unknown> {
  const answer = new Deferred<unknown>();
  orderOf(here).find(
    what,
    (fn) => here.callFromThread(() => maybeDeferred(fn, ...args).chainDeferred(answer)),
    (error) => answer.errback(error),
  );
  return answer;
}

function orderOf(here: Reactor): InOrder {
  const order = orders.get(here) ?? new InOrder();
  orders.set(here, order);
  return order;
}

/** The link to a reactor for calls that this thread sleeps in. */
export function blockingLinkTo(thread: number, what: FunctionName): Link {
  const link = linkTo(thread, what);
  if (thread !== 0 && !watched.has(link)) {
    watchLife(thread, link.words);
    watched.add(link);
  }
  return link;
}

/** The link to the reactor of another thread. */
export function linkTo(thread: number, what: FunctionName): Link {
  const known = links.get(thread);
  if (known && !known.isDead) return known;
  if (thread === threadId) throw new WouldDeadlockError(described(what));
  const { caller, reactor: far } = newLink();
  const link = new Link(caller, `thread ${thread}`);
  links.set(thread, link);
  send(link, thread, far).catch((error: Error) => {
    link.die(new NoReactorThereError(described(what), thread, error.message));
  });
  return link;
}

/** What a worker has sent in this way is lost if it ends before it has arrived, so it does not. */
async function send(link: Link, thread: number, far: End): Promise<void> {
  if (!isMainThread && links.size === 1) process.on('exit', waitUntilAllAreSeen);
  link.hold();
  try {
    await postMessageToThread(thread, { interloop: 'threads', ...far }, [far.port, far.blocking]);
  } finally {
    link.release();
  }
}

function waitUntilAllAreSeen(): void {
  for (const link of links.values()) link.waitUntilSeen(LONGEST_WAIT_MS);
}
