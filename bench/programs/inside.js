/**
 * Hangs this process into the host that the environment names. The programs that import it are the same in plain Node.
 */
import { createRequire } from 'node:module';
import { frame, glib, install, sdl, tk } from '../interloop.js';

export const hostName = process.env.BENCH_HOST || undefined;

/** The host of that name; `onFrame` is for `frame` and `sdl` alone and makes them draw 60 frames a second. */
export function makeHost(options = {}) {
  if (hostName === 'glib-watch') return glib();
  if (hostName === 'glib-waker') return glib({ form: 'waker' });
  if (hostName === 'frame') return frame({ fps: 60, ...options });
  if (hostName === 'sdl') return sdl({ fps: 60, ...options });
  if (hostName === 'tk') return tk();
  throw new Error(`BENCH_HOST is glib-watch, glib-waker, frame, sdl, tk or node-gtk, not ${hostName}`);
}

/** From Node's next round on the program runs inside. Without a host: nothing. */
export function goInside(options) {
  if (hostName === 'node-gtk') setTimeout(runNodeGtk);
  else if (hostName) install(makeHost(options));
}

/** The way that node-gtk itself takes from a module; `startLoop` is of its earlier versions. */
function runNodeGtk() {
  const gi = createRequire(import.meta.url)('node-gtk');
  const GLib = gi.require('GLib', '2.0');
  gi.startLoop?.();
  GLib.MainLoop.new(null, false).run();
}
