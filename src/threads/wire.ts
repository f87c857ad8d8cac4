/**
 * What two threads say to each other: calls one way, answers the other way.
 *
 * A link is one MessagePort pair from the thread that calls to the thread of the reactor. Messages of a port arrive in
 * order, so the calls of one thread do. They are not collected into batches: a thread that computes for seconds after a
 * call would keep the batch to itself, and each call has its arguments cloned, or refused, at the moment it is made.
 *
 * **The name of a function** goes over a link once, with a number; later calls send the number.
 *
 * **Blocking calls.** A thread that waits cannot be given events. Their answers go over a second port that has no
 * listener: the waiting thread sleeps in `Atomics.wait` on a word that counts answers, and takes them by
 * `receiveMessageOnPort`. The order matters: it reads the count, then looks for the answer, then sleeps only if the count
 * is still the same, so an answer between looking and sleeping is not slept through.
 *
 * **The state** of the reactor on the far side is a word in shared memory as well, so that a call to one that has stopped
 * is an error at once, and wakes whoever waits. A thread that dies cannot write it: its ports close, which listeners are
 * told, and the main thread writes it for those that sleep (`life.ts`).
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Packed } from '../messages/packed-error.ts';
import type { Phase } from '../reactor/system-event.ts';
import type { FunctionName } from './types.ts';

/** A number that stands for a function. */
export type Key = number;

/** A call whose result nobody wants. */
export type Plain = readonly [Key, ...unknown[]];
/** A call that is answered: with an event, or to a thread that sleeps. */
export type Question = readonly [kind: 'ask' | 'wait', id: number, key: Key, args: readonly unknown[]];

/** What is common is an array, which is cloned and read in two thirds of the time that an object takes. */
export type Call =
  | Plain
  | Question
  | { readonly kind: 'name'; readonly key: Key; readonly name: FunctionName }
  | { readonly kind: 'cancel'; readonly id: number }
  | {
      readonly kind: 'trigger';
      readonly phase: Phase;
      readonly event: string;
      readonly key: Key;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'stop' };

/** To a {@link Question}. */
export type Answer = readonly [id: number, value: unknown] | readonly [id: number, value: undefined, error: Packed];

/** The words in shared memory. */
export const STATE = 0;
export const ANSWERS = 1;

/** Values of the word `STATE`: nobody has looked at the link yet; calls are taken; the reactor has stopped; its thread died. */
export const UNSEEN = 0;
export const TAKEN = 1;
export const STOPPED = 2;
export const DEAD = 3;

/** One end of a link. */
export interface End {
  readonly port: MessagePort;
  /** For the answers to blocking calls. */
  readonly blocking: MessagePort;
  readonly words: Int32Array;
}

/** Both ends of a new link. */
export function newLink(): { readonly caller: End; readonly reactor: End } {
  const { port1, port2 } = new MessageChannel();
  const { port1: blocking1, port2: blocking2 } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(8));
  port2.unref();
  return {
    caller: { port: port1, blocking: blocking1, words },
    reactor: { port: port2, blocking: blocking2, words },
  };
}
