/**
 * The simplest possible host: a queue of functions, driven by hand. The idea is trio's, which tests its guest mode so.
 */
import { InvalidArgumentError } from '../errors.ts';
import { beforeWait } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, TURN, waker } from '../host/native-call.ts';

/** A host whose loop is a function of the test's. */
export interface FakeHost extends Host {
  /** How many functions wait to be called. */
  readonly pending: number;
  /** Whether the host was told to quit since it was entered. */
  readonly quitAsked: boolean;
  /**
   * Waits for a function and calls it, as a toolkit's loop does with an event; not if the host is told to quit before the
   * wait begins.
   *
   * @param timeout how long to wait in milliseconds; without it for ever
   * @returns false if none came in time
   */
  next(timeout?: number): boolean;
}

/**
 * A host made of a queue. It has nothing but a waker, so it uses the poller.
 *
 * @param drive the host's loop: blocks, by calling `next()`, until it wants to return; its result is that of the entry.
 *   Without it the host calls what comes until it is told to quit.
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter } from 'interloop/host';
 * import { fake } from 'interloop/testing';
 *
 * let fired = false;
 * setTimeout(() => (fired = true), 5);
 * const turns = await enter(fake((host) => {
 *   let calls = 0;
 *   while (!fired) if (host.next(1000)) calls++;
 *   return calls;
 * }));
 */
export function fake(drive: (host: FakeHost) => unknown = untilQuit): FakeHost {
  if (typeof drive !== 'function') throw new InvalidArgumentError(`fake() takes a function, not ${String(drive)}`);
  const queue = addon().queueNew();
  let quitAsked = false;
  const host: FakeHost = {
    name: 'fake',
    run: () => {
      quitAsked = false;
      return drive(host);
    },
    quit: () => {
      quitAsked = true;
    },
    wake: waker(addon().queuePost, queue, TURN, GUEST),
    get pending() {
      return addon().queueLength(queue);
    },
    get quitAsked() {
      return quitAsked;
    },
    next: (timeout = -1) => {
      const wasAsked = quitAsked;
      beforeWait();
      const isAskedNow = quitAsked && !wasAsked;
      return addon().queueNext(queue, isAskedNow ? 0 : timeout);
    },
  };
  addon().queueOwn(host, queue);
  return host;
}

function untilQuit(host: FakeHost): void {
  while (!host.quitAsked) host.next();
}
