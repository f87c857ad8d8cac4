/**
 * A host of which only the loop is known: Twisted's way to interleave. The waker is given beforehand, by
 * `reactor.interleave(waker(...))`, and whoever wrote the program ends the loop by the toolkit's own function.
 */
import { CannotQuitError, InvalidArgumentError } from '../errors.ts';
import type { Host } from './host.ts';
import { checkedCall, type NativeCall, type Waker } from './native-call.ts';

let offered: Waker | undefined;

/** Keeps the waker for the loop that is entered next. */
export function offerWaker(waker: Waker): void {
  offered = waker;
}

export function isNativeCall(value: Host | NativeCall): value is NativeCall {
  return typeof value === 'object' && value !== null && 'address' in value;
}

/** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` when no waker was given */
export function bareLoop(run: NativeCall): Host {
  checkedCall(run);
  if (!offered) {
    throw new InvalidArgumentError('A loop alone can be entered after reactor.interleave(waker(address, TURN, GUEST))');
  }
  return { name: 'the loop', run, quit: refuseToQuit, wake: offered };
}

/** Whether nobody but the program itself can end it. */
export function isBareLoop(host: Host): boolean {
  return host.quit === refuseToQuit;
}

function refuseToQuit(): never {
  throw new CannotQuitError();
}
