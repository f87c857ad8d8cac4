/**
 * Tells a thread that sleeps in a blocking call that the thread it waits for has died.
 *
 * A sleeping thread cannot see that a port was closed, because Node closes ports in the loop: whoever can see it must write
 * it into shared memory. The main thread can: it outlives all others, and does not make blocking calls itself. So before a
 * thread waits for another worker, it hands the words of the link to the main thread, which holds a port to that worker
 * and marks all words that it was given when the port closes.
 */
import { MessageChannel, type MessagePort, postMessageToThread } from 'node:worker_threads';
import { bury } from './channel/peers.ts';
import { ANSWERS, DEAD, STATE } from './wire.ts';

/** What is to be written where, when a thread has died: into the words of a link, or of a channel that it has a place in. */
export type Will = { readonly link: Int32Array } | { readonly channel: Int32Array; readonly name: string };

/** From a thread to the main thread, and from there to the one that is watched. */
export type LifeMessage =
  | { readonly interloop: 'watch'; readonly thread: number; readonly will: Will }
  | { readonly interloop: 'unwatch'; readonly thread: number; readonly name: string }
  | { readonly interloop: 'life'; readonly port: MessagePort };

interface Life {
  readonly port: MessagePort;
  /** Those of channels by name, so that they can be taken back. */
  readonly wills: Map<unknown, Will>;
}

const watched = new Map<number, Life>();

/** Has the main thread do what is to be done when a thread dies, or if it cannot be reached. */
export function watchLife(thread: number, will: Will): void {
  // Without interloop in the main thread nobody watches, and a thread that dies is waited for.
  send(0, { interloop: 'watch', thread, will }).catch(() => {});
}

/** Takes back what was to be done, since the thread has given up its place in a channel. */
export function unwatchLife(thread: number, name: string): void {
  send(0, { interloop: 'unwatch', thread, name }).catch(() => {});
}

export function isLifeMessage(message: { readonly interloop: string } | undefined): message is LifeMessage {
  return message !== undefined && ['watch', 'unwatch', 'life'].includes(message.interloop);
}

/** The part of the main thread, and of the one that is watched. */
export function onLifeMessage(message: LifeMessage): void {
  if (message.interloop === 'watch') watch(message.thread, message.will);
  else if (message.interloop === 'unwatch') watched.get(message.thread)?.wills.delete(message.name);
  else message.port.on('message', () => {}).unref();
}

/** In the main thread, at once: a message to a port whose other end is gone is known to reach nobody. */
export function isSeenDead(thread: number): boolean {
  return (watched.get(thread)?.port.postMessage(undefined) as unknown) === false;
}

function watch(thread: number, will: Will): void {
  const name = 'channel' in will ? will.name : will.link;
  const known = watched.get(thread);
  if (known) {
    known.wills.set(name, will);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  const wills = new Map<unknown, Will>([[name, will]]);
  watched.set(thread, { port: port1, wills });
  const onDeath = (): void => {
    watched.delete(thread);
    for (const each of wills.values()) execute(each, thread);
  };
  port1.on('close', onDeath).unref();
  send(thread, { interloop: 'life', port: port2 }, port2).catch(() => port1.close());
}

function execute(will: Will, thread: number): void {
  if ('channel' in will) {
    bury(will.channel, thread, true);
    return;
  }
  Atomics.store(will.link, STATE, DEAD);
  Atomics.add(will.link, ANSWERS, 1);
  Atomics.notify(will.link, ANSWERS);
}

function send(thread: number, message: LifeMessage, ...ports: MessagePort[]): Promise<void> {
  return postMessageToThread(thread, message, ports);
}
