/**
 * How a socket ends whose own half has ended: not before the other side has, too, within limits.
 *
 * "Sent" means that the system has the bytes. Megabytes of them may still wait for a peer that reads slowly, and the system goes on
 * sending after a close; unless something comes in, then or before, that nobody reads: then it sends a reset and throws the rest
 * away, while this side was told that all is well, and the peer sees an answer that is cut off. So what comes in is read and
 * dropped until the peer ends its half, which it does when it has read ours.
 *
 * A peer that is silent for two seconds does no harm, and one that sends for half a minute after it was told the end has
 * had its chance; these are the limits of Apache's server. Twisted closes at once, and loses what was in flight; it waits
 * for the other side's end only over TLS, for ever.
 */
import type { Socket } from 'node:net';

/** How long the other side may be silent. */
export const SILENCE_MS = 2000;
/** How long it is waited for at most. */
export const LONGEST_MS = 30_000;

const until: unique symbol = Symbol('until');

type Lingering = Socket & { [until]?: number };

export function lingerOn(socket: Lingering): void {
  socket[until] = performance.now() + LONGEST_MS;
  socket.setTimeout(SILENCE_MS).on('timeout', destroy).on('data', destroyIfLate);
}

function destroy(this: Socket): void {
  this.destroy();
}

function destroyIfLate(this: Lingering): void {
  if (performance.now() > (this[until] as number)) this.destroy();
}
