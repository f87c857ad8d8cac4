/**
 * The messages of a port, without an event for each.
 *
 * Node makes an event object of a message, and a callback scope around it, which takes as long as reading it does. So what
 * has arrived by the time of the first event is read in one go: no more than so much, since timers and microtasks wait
 * meanwhile. To be used where what takes the messages runs no function of a user that could care for that.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

const MOST_AT_ONCE = 512;

/** Has `take` called for each message; `take` must not throw. What cannot be read is an event `messageerror`. */
export function onMessages<T>(port: MessagePort, take: (message: T) => void): void {
  port.on('message', (first: T) => {
    take(first);
    for (let left = MOST_AT_ONCE - 1; left > 0; left--) {
      const got = receive<T>(port);
      if (!got) return;
      take(got.message);
    }
  });
}

function receive<T>(port: MessagePort): { readonly message: T } | undefined {
  try {
    return receiveMessageOnPort(port) as { message: T } | undefined;
  } catch (error) {
    port.emit('messageerror', error);
    return undefined;
  }
}
