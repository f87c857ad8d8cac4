/**
 * Sending and receiving in a worker that does nothing else meanwhile.
 *
 * It is refused where a reactor runs: that thread may have to do what is waited for. Operations of tasklets that wait in
 * this thread stay where they are; what they were woken for meanwhile is done afterwards.
 */
import { ChannelClosed, TimeoutError, WouldDeadlockError } from '../../errors.ts';
import type { Outcome } from '../../tasklets/selectable.ts';
import { isInReactorThread } from '../route.ts';
import { RECEIVERS, SEEKERS } from './memory.ts';
import type { SharedExchange } from './shared-exchange.ts';

/** @param ms how long it waits, in milliseconds, or `Infinity` */
export function receiveSync(exchange: SharedExchange, ms: number): unknown {
  mustNotBeReactors(exchange, 'receiveSync()');
  const outcome = exchange.take() ?? blockIn(exchange, RECEIVERS, () => exchange.take(), ms, 'receiveSync()');
  return resultOf(outcome);
}

export function sendSync(exchange: SharedExchange, value: unknown, ms: number): void {
  mustNotBeReactors(exchange, 'sendSync()');
  const load = exchange.load(value, 'sendSync()').keep();
  let put: Outcome | number | undefined;
  const enter = (): Outcome | undefined => {
    if (typeof put !== 'number') {
      put = exchange.put(load, 'line');
      if (put !== undefined) exchange.announce();
    }
    return typeof put === 'number' ? outcomeOf(exchange, put) : put;
  };
  try {
    resultOf(enter() ?? blockIn(exchange, SEEKERS, enter, ms, 'sendSync()'));
  } catch (error) {
    if (typeof put !== 'number' || error instanceof ChannelClosed || exchange.withdraw(put)) throw error;
  }
}

/** What has become of a value in line, if anything. */
function outcomeOf(exchange: SharedExchange, number: number): Outcome | undefined {
  const { isBroken } = exchange;
  if (exchange.isSent(number)) return { value: undefined, failed: false, givesWay: false };
  return isBroken ? exchange.closedOutcome() : undefined;
}

function blockIn(
  exchange: SharedExchange,
  word: number,
  attempt: () => Outcome | undefined,
  ms: number,
  call: string,
): Outcome {
  const { place } = exchange;
  const until = performance.now() + ms;
  place.add(word, 1);
  try {
    if (word === RECEIVERS) exchange.seek();
    for (;;) {
      const wakes = place.arm();
      const outcome = attempt();
      if (outcome !== undefined) return outcome;
      const death = exchange.death();
      if (death !== undefined) throw death;
      const left = until - performance.now();
      if (left <= 0) throw new TimeoutError(`${call} of ${exchange.name}`, ms);
      place.block(wakes, left);
    }
  } finally {
    place.add(word, -1);
    exchange.serve();
  }
}

function resultOf({ value, failed }: Outcome): unknown {
  if (failed) throw value;
  return value;
}

function mustNotBeReactors({ name }: SharedExchange, call: string): void {
  const instead = 'await receive() or send()';
  if (isInReactorThread()) throw new WouldDeadlockError(name, call, instead);
}
