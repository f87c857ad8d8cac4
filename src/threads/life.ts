/**
 * Tells a thread that sleeps in a blocking call that the thread it waits for has died.
 *
 * A sleeping thread cannot see that a port was closed, because Node closes ports in the loop: whoever can see it must write
 * it into shared memory. The main thread can: it outlives all others, and does not make blocking calls itself. So before a
 * thread waits for another worker, it hands the words of the link to the main thread, which holds a port to that worker
 * and marks all words that it was given when the port closes.
 */
import { MessageChannel, type MessagePort, postMessageToThread } from 'node:worker_threads';
import { ANSWERS, DEAD, STATE } from './wire.ts';

/** From a thread to the main thread, and from there to the one that is watched. */
export type LifeMessage =
  | { readonly interloop: 'watch'; readonly thread: number; readonly words: Int32Array }
  | { readonly interloop: 'life'; readonly port: MessagePort };

const watched = new Map<number, Set<Int32Array>>();

/** Has the main thread write `DEAD` into these words when a thread dies, or if it cannot be reached. */
export function watchLife(thread: number, words: Int32Array): void {
  // Without interloop in the main thread nobody watches, and a thread that dies is waited for.
  send(0, { interloop: 'watch', thread, words }).catch(() => {});
}

/** The part of the main thread, and of the one that is watched. */
export function onLifeMessage(message: LifeMessage): void {
  if (message.interloop === 'watch') watch(message.thread, message.words);
  else message.port.on('message', () => {}).unref();
}

function watch(thread: number, words: Int32Array): void {
  const known = watched.get(thread);
  if (known) {
    known.add(words);
    return;
  }
  const all = new Set([words]);
  watched.set(thread, all);
  const { port1, port2 } = new MessageChannel();
  const onDeath = (): void => {
    watched.delete(thread);
    for (const each of all) {
      Atomics.store(each, STATE, DEAD);
      Atomics.add(each, ANSWERS, 1);
      Atomics.notify(each, ANSWERS);
    }
  };
  port1.on('close', onDeath).unref();
  send(thread, { interloop: 'life', port: port2 }, port2).catch(() => port1.close());
}

function send(thread: number, message: LifeMessage, ...ports: MessagePort[]): Promise<void> {
  return postMessageToThread(thread, message, ports);
}
