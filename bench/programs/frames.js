/**
 * A hello-world server that paints every 16 ms: how late are the frames? Milliseconds.
 *
 * GLib sets its timer anew when it dispatches it, as Node does with an interval, so there a frame is as late as the
 * time since the last one exceeds 16 ms; so does Tcl, and Tk paints when it is idle after that. The hosts frame and sdl
 * keep to a grid and say themselves how late they are.
 */
import { spread } from '../stats.js';
import { serve } from './hello-world.js';
import { goInside, hostName } from './inside.js';
import { answerLines, report } from './talk.js';
import { everyOf } from './toolkit-side.js';

const FRAME_MS = 16;
let late = [];
let last = performance.now();

function paint() {
  const now = performance.now();
  late.push(Math.max(0, now - last - FRAME_MS));
  last = now;
}

goInside({ onFrame: (frame) => late.push(frame.late) });
if (hostName === undefined) setInterval(paint, FRAME_MS);
else if (hostName !== 'frame' && hostName !== 'sdl') everyOf(hostName, FRAME_MS, paint);
report({ port: await serve() });
answerLines(() => {
  const result = spread(late);
  late = [];
  return result;
});
