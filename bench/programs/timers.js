/**
 * How late are Node's 5 ms timers while the host is flooded? timers.js TIMERS. Milliseconds.
 *
 * On GLib a source that is always ready and costs next to nothing: at the priority of most events, above the guest's,
 * in the watch form; at the guest's own with the bare waker, which has nothing to hold against a higher one. On the
 * frame host an onFrame that takes three quarters of each frame. Plain Node is not flooded: it shows what is the
 * timers' own.
 */
import { spread } from '../stats.js';
import { flood, PRIORITY_DEFAULT, PRIORITY_IDLE } from './glib-side.js';
import { goInside, hostName } from './inside.js';
import { report } from './talk.js';

const TIMER_MS = 5;
const BUSY_MS = 12.5;
const timers = Number(process.argv[2]);
const late = [];

function busy() {
  const until = performance.now() + BUSY_MS;
  while (performance.now() < until);
}

function wait() {
  const due = performance.now() + TIMER_MS;
  setTimeout(() => {
    late.push(Math.max(0, performance.now() - due));
    if (late.length < timers) return wait();
    report(spread(late));
    process.exit();
  }, TIMER_MS);
}

goInside({ onFrame: busy });
if (hostName === 'glib-watch') flood(PRIORITY_DEFAULT);
if (hostName === 'glib-waker') flood(PRIORITY_IDLE);
wait();
