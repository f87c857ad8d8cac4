/**
 * The host whose toolkit the program has loaded: `interloop run` without `--host`, and with one that depends on what the
 * program does: which version of GTK it loads, or what application of Qt or wx it makes.
 *
 * Looked for when the host is entered, and at the end of each turn in which libraries were loaded: if it is another one
 * then, Node leaves the one that it is in and enters that. (A program in ES modules has been inside for a while when its
 * first line runs, since its modules are read there.) Qt and wx count when the application is there: it says what their
 * loop is, and one made here would be in its way. Until then, and without a toolkit, the host is GLib.
 *
 * The order of the table settles what belongs to what: Qt and wx may bring GTK along, and SDL does on Wayland.
 */
import { MissingLibraryError, NoDisplayError } from '../errors.ts';
import { hosted, leave } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { mappedLibraries } from '../hosts/mapped.ts';
import { type ApplicationHost, type HostName, makers } from './makers.ts';
import type { Settings } from './settings.ts';

const TOOLKITS: readonly (readonly [host: HostName, libraries: readonly string[]])[] = [
  ['qt', ['libQt6Core.so.6', 'libQt5Core.so.5']],
  ['wx', ['libwx_baseu-3.2.so.0']],
  ['tk', ['libtk8.6.so', 'libtcl8.6.so']],
  ['sdl', ['libSDL2-2.0.so.0', 'libSDL3.so.0']],
  ['gtk', ['libgtk-4.so.1', 'libgtk-3.so.0']],
];

/** @param only the one that counts; default all */
export function toolkitHost(settings: Settings, only?: HostName): Host {
  const made = new Map<HostName, Host>();
  const get = (name: HostName): Host => {
    const host = made.get(name) ?? makers[name](settings);
    made.set(name, host);
    return host;
  };
  const toolkits = TOOLKITS.filter(([name]) => only === undefined || name === only);
  /** Hosts whose library is there, and whose application is not. */
  let waiting: Host[] = [];

  function choose(): Host {
    const isMapped = mappedLibraries();
    const candidates = toolkits.filter(([, libraries]) => libraries.some(isMapped));
    waiting = [];
    for (const [name] of candidates) {
      const host = ofDisplay(() => get(name));
      if (host && isReady(host)) return host;
      if (host) waiting.push(host);
    }
    return fallback(get);
  }

  let chosen = fallback(get);
  addon().onLibraries((areNew) => {
    const isChange = areNew || waiting.some(isReady);
    if (isChange && hosted() && choose() !== chosen) leave();
    return waiting.length > 0;
  });
  enterForWindows(() => (choose() as ApplicationHost).application === 'gui');
  return {
    get name() {
      return chosen.name;
    },
    get run() {
      return chosen.run;
    },
    get quit() {
      return chosen.quit;
    },
    get wake() {
      return chosen.wake;
    },
    check() {
      chosen = choose();
      chosen.check?.();
    },
  };
}

/** A host of an application is ready when that is there, every other one at once. */
function isReady(host: Host): boolean {
  return !('application' in host) || host.application !== undefined;
}

/** Without a display a toolkit has no windows whose loop would have to run. */
function ofDisplay(make: () => Host): Host | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NoDisplayError) return undefined;
    throw error;
  }
}

function fallback(get: (name: HostName) => Host): Host {
  try {
    return get('glib');
  } catch (error) {
    if (!(error instanceof MissingLibraryError)) throw error;
    return get('frame');
  }
}

/**
 * Node's loop is not run, and no host entered, when nothing in Node is alive. This is a listener that the program can
 * see, so only where it may have windows.
 */
function enterForWindows(hasWindows: () => boolean): void {
  process.once('beforeExit', () => {
    if (hasWindows()) setImmediate(() => {});
  });
}
