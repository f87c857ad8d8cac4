/**
 * The Cooperator of the program, on its reactor.
 */
import type { Deferred } from '../deferred/deferred.ts';
import type { CooperativeTask } from './cooperative-task.ts';
import { Cooperator } from './cooperator.ts';

const theCooperator = new Cooperator();

/**
 * Steps an iterator in turn with all others, 10 ms at a time, while the reactor runs; returns a handle on it. As in
 * Twisted, it is the `cooperate()` of a {@link Cooperator} of the program.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { cooperate, reactor } from 'interloop';
 *
 * function* sum() {
 *   let total = 0;
 *   for (let i = 0; i < 1000; i++) yield (total += i);
 *   console.log(total);
 * }
 * cooperate(sum()).whenDone().addCallback(() => reactor.stop());
 * await reactor.run(); // 499500
 */
export function cooperate<I extends Iterable<unknown> | Iterator<unknown>>(iterator: I): CooperativeTask<I> {
  return theCooperator.cooperate(iterator);
}

/**
 * Steps an iterator in turn with all others, 10 ms at a time, while the reactor runs; fires with it at its end, as in
 * Twisted, or fails with what it threw.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { coiterate, reactor } from 'interloop';
 *
 * const visit = function* (words) {
 *   for (const word of words) yield console.log(word);
 * };
 * coiterate(visit(['a', 'b'])).addCallback(() => reactor.stop());
 * await reactor.run(); // a, b
 */
export function coiterate<I extends Iterable<unknown> | Iterator<unknown>>(iterator: I): Deferred<I> {
  return theCooperator.coiterate(iterator);
}
