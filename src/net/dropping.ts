/**
 * What comes in and is wanted no longer, as the connection is ending: read and dropped, so that the other side gets to its end.
 *
 * It may be megabytes of many connections, as all buffers of the system are full when a flood is told to end, and reading them in one
 * go takes a tenth of a second that belongs to others on the same thread: to the frames of a game. So a few streams at a time
 * are read, a piece or two of each in a turn of the loop; and none waits for more than a few turns, or it would be taken for silent.
 */
import type { Duplex } from 'node:stream';

const LEAST_AT_ONCE = 8;
const MOST_TURNS = 16;

const waiting: Duplex[] = [];

/** Drops what else is in the buffers of a stream that has just given a piece. */
export function dropTheRest(stream: Duplex): void {
  stream.pause();
  if (waiting.push(stream) === 1) setImmediate(resumeSome);
}

function resumeSome(): void {
  const atOnce = Math.max(LEAST_AT_ONCE, Math.ceil(waiting.length / MOST_TURNS));
  for (const stream of waiting.splice(0, atOnce)) stream.resume();
  if (waiting.length > 0) setImmediate(resumeSome);
}
