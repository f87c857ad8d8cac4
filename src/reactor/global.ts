/**
 * The reactor of the program.
 *
 * Twisted makes its global reactor when it is imported first, and so the order of imports decides which one it is. Here
 * it is a binding that may be given another value until it has been used.
 */
import { inspect } from 'node:util';
import { keepContextBy } from '../deferred/callback-context.ts';
import { onUnhandledError } from '../deferred/index.ts';
import { InvalidArgumentError, ReactorAlreadyInstalled } from '../errors.ts';
import { keepContext } from '../log/context.ts';
import { err } from '../log/index.ts';
import { Reactor } from './reactor.ts';

/**
 * The reactor of the program, as `twisted.internet.reactor` is; others are made by `new Reactor()`.
 *
 * @example
 * import { reactor } from 'interloop';
 *
 * reactor.callLater(20, () => reactor.stop()); // milliseconds
 * await reactor.run();
 */
export let reactor: Reactor = new Reactor();

/**
 * Chooses what {@link reactor} is; once, and before that was used. Whoever imported the name then sees the new one.
 *
 * @throws ReactorAlreadyInstalled `ERR_INTERLOOP_REACTOR_ALREADY_INSTALLED`
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is a Reactor
 * @example
 * import { install, Reactor, reactor } from 'interloop';
 * import { Clock } from 'interloop/testing';
 *
 * const clock = new Clock();
 * install(new Reactor({ time: clock })); // for the tests of a program that uses `reactor`
 * console.log(reactor.now()); // 0
 */
export function install(other: Reactor): void {
  if (!(other instanceof Reactor)) throw new InvalidArgumentError(`install() takes a Reactor, not ${inspect(other)}`);
  if (isInstalled || reactor.wasUsed) throw new ReactorAlreadyInstalled();
  isInstalled = true;
  reactor = other;
}

let isInstalled = false;

/* deferred/ does not know the log. Whoever sets a reporter of their own replaces this one. */
onUnhandledError(({ error, created, fired }) => {
  const places = [created && `made\n${created}\n`, fired && `fired\n${fired}\n`].filter(Boolean).join('and ');
  err(error, `Unhandled error in a Deferred${places && ` that was ${places}with`}`);
});
keepContextBy(keepContext);
