/**
 * The hosts by name, for the command line. Programs import the host they want.
 */
import { UnknownHostError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** One host that can be asked for by name. */
export interface HostEntry {
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** The shared libraries that it needs. */
  readonly libraries: readonly string[];
  /** Makes one with its defaults; throws what the host's function throws. */
  load(): Promise<Host>;
}

/** Every host, the best first. */
export const HOSTS: readonly HostEntry[] = [
  {
    name: 'glib',
    summary: "GLib's main loop, which carries GTK",
    libraries: ['libglib-2.0.so.0'],
    load: async () => (await import('./glib.ts')).glib(),
  },
  {
    name: 'gtk',
    summary: 'GTK 4 or 3, for as long as a window is open',
    libraries: ['libgtk-4.so.1', 'libgtk-3.so.0'],
    load: async () => (await import('./gtk.ts')).gtk(),
  },
  {
    name: 'qt',
    summary: 'Qt 6 or 5',
    libraries: ['libQt6Core.so.6'],
    load: async () => (await import('./qt.ts')).qt(),
  },
  {
    name: 'wx',
    summary: 'wxWidgets 3.2',
    libraries: ['libwx_gtk3u_core-3.2.so.0'],
    load: async () => (await import('./wx.ts')).wx(),
  },
  {
    name: 'sdl',
    summary: "a loop over SDL's events",
    libraries: ['libSDL2-2.0.so.0'],
    load: async () => (await import('./sdl.ts')).sdl(),
  },
  {
    name: 'tk',
    summary: "Tcl's notifier, which carries Tk",
    libraries: ['libtcl8.6.so', 'libtk8.6.so'],
    load: async () => (await import('./tk.ts')).tk(),
  },
  {
    name: 'frame',
    summary: 'a built-in frame loop',
    libraries: [],
    load: async () => (await import('./frame.ts')).frame(),
  },
];

/** @throws UnknownHostError `ERR_INTERLOOP_UNKNOWN_HOST` */
export function findHost(name: string): HostEntry {
  const entry = HOSTS.find((host) => host.name === name);
  if (!entry) throw new UnknownHostError(name, ['auto', ...HOSTS.map((host) => host.name)]);
  return entry;
}
