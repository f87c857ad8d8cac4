/**
 * What the calls of a channel do with its operations, whether it is one of this thread (`channel.ts`) or one between threads.
 */
import { inspect } from 'node:util';
import { ChannelClosed, InvalidArgumentError } from '../errors.ts';
import type { Operation } from './selectable.ts';
import { perform, performNow } from './wait.ts';

/** What a channel shows of itself. */
interface Shown {
  readonly name: string;
  readonly balance: number;
  readonly closing: boolean;
  readonly closed: boolean;
}

/** `trySend()`: whether it could be done now. */
export function sendNow(sending: Operation): boolean {
  const outcome = performNow(sending);
  if (outcome?.failed) throw outcome.value;
  return outcome !== undefined;
}

/** `tryReceive()`: the value, if there is one now. */
export function receiveNow<T>(receiving: Operation): { readonly value: T } | undefined {
  const outcome = performNow(receiving);
  if (outcome?.failed) throw outcome.value;
  return outcome && { value: outcome.value as T };
}

/** The values that are received until the channel is closed. One that was broken off throws. */
export function receiveAll<T>(channel: Shown, receiving: () => Operation): AsyncIterableIterator<T, undefined> {
  const isEnd = (error: unknown) =>
    error instanceof ChannelClosed && error.channel === channel && error.cause === undefined;
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    try {
      return { done: false, value: await perform<T>(receiving(), 'to receive from', channel, next) };
    } catch (error) {
      if (isEnd(error)) return { done: true, value: undefined };
      throw error;
    }
  };
  return {
    next,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Makes `inspect()` show the channels of a class by this word. */
export function showAs(word: string, prototype: Shown): void {
  const value = function (this: Shown): string {
    const state = this.closed ? ' <closed>' : this.closing ? ' <closing>' : '';
    return `${word} { ${this.name}${state}, balance ${this.balance} }`;
  };
  Object.defineProperty(prototype, inspect.custom, { value });
}

export function checkName(name: string): string {
  if (typeof name === 'string') return name;
  throw new InvalidArgumentError(`The name of a channel is a string, not ${inspect(name)}`);
}
