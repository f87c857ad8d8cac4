/**
 * Hangs this process into the host that the environment names. The programs that import it are the same in plain Node.
 */
import { createRequire } from 'node:module';
import { frame, glib, gtk, install, qt, sdl, tk, wx } from '../interloop.js';
import { openSdlWindow } from './toolkit-side.js';

export const hostName = process.env.BENCH_HOST || undefined;

/** By name; `options` has an `onFrame` for those that draw frames by themselves, 60 a second. */
const makers = {
  'glib-watch': () => glib(),
  'glib-waker': () => glib({ form: 'waker' }),
  frame: (options) => frame({ fps: 60, ...options }),
  gtk3: () => gtk({ version: 3, endsWithLastWindow: false }),
  gtk4: () => gtk({ version: 4, endsWithLastWindow: false }),
  qt: () => qt({ application: 'widgets' }),
  'qt-waker': () => qt({ application: 'widgets', form: 'waker' }),
  wx: () => wx({ application: 'gui' }),
  'wx-waker': () => wx({ application: 'gui', form: 'waker' }),
  tk: () => tk(),
  sdl: (options) => {
    if (process.env.DISPLAY) openSdlWindow();
    return sdl({ fps: 60, ...options });
  },
};

/** The host that the environment names. */
export function makeHost(options = {}) {
  const make = makers[hostName];
  if (make) return make(options);
  throw new Error(`BENCH_HOST is ${Object.keys(makers).join(', ')} or node-gtk, not ${hostName}`);
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
