/**
 * GTK 3 and GTK 4 as hosts: GLib's main loop, entered the way GTK means it to be.
 *
 * Node gets its turns as in the `glib` host. What is GTK's own is which function runs the loop and which ends it:
 * `g_application_run` for a GtkApplication, `gtk_main` for a plain program of GTK 3, a `GMainLoop` for one of GTK 4. They
 * are entered by address, so no stack of an FFI is below them.
 *
 * An application that ends by itself, when its last window is closed, first serves what is ready until nothing is. With
 * a busy Node there is always something, and it would never return; so its `shutdown` also says that it was told to quit.
 */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type MissingLibraryError, NoDisplayError } from '../errors.ts';
import { hosted, leave } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { type NativeCall, native } from '../host/native-call.ts';
import { type GlibOptions, glib } from './glib.ts';
import { watchWindows } from './gtk-windows.ts';
import { type Library, library } from './library.ts';

/** An application object of a binding such as node-gtk: its `run` is entered as JavaScript. */
export interface GtkApplication {
  /** Blocks until the application has ended. */
  run(args: string[]): unknown;
  /** Called instead, if it is there: node-gtk's `run` first starts a loop integration of its own, this one does not. */
  _run?(args: string[]): unknown;
  /** Ends it. */
  quit(): unknown;
}

/** What runs GTK's loop, and how Node gets its turns. */
export interface GtkOptions extends Omit<GlibOptions, 'context'> {
  /**
   * A `GtkApplication*` as an address, or the object that a binding has for one: it is run and quit, and what it
   * returns is what the entry resolves with. Without it a plain main loop is run.
   */
  readonly application?: bigint | GtkApplication;
  /** Default: the one that this process has loaded, else 4, else 3. */
  readonly version?: 3 | 4;
  /** Whether a plain main loop ends when the last window was closed. Default `true`; an application always does. */
  readonly endsWithLastWindow?: boolean;
}

/** A host that knows its version of GTK. */
export interface GtkHost extends Host {
  /** The one that is used. */
  readonly version: 3 | 4;
}

/** One whose loop is native, so that it can be run inside itself, by `call(host.run)`. */
export interface NativeGtkHost extends GtkHost {
  readonly run: NativeCall;
  readonly quit: NativeCall;
}

const FILES = { 3: 'libgtk-3.so.0', 4: 'libgtk-4.so.1' } as const;
const GIO = 'libgio-2.0.so.0';
const WAYS = {
  3: 'install GTK 3 (Debian and Ubuntu: apt install libgtk-3-0; Fedora: dnf install gtk3)',
  4: 'install GTK 4 (Debian and Ubuntu: apt install libgtk-4-1; Fedora: dnf install gtk4)',
} as const;

const ONCE = 'GIO runs an application once; give gtk() a new GtkApplication';

const endsWithWindows = new WeakSet<Host>();

/**
 * GTK as a host: enters its main loop, or runs an application of it. Initialises GTK if nobody has.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without GTK or koffi
 * @throws NoDisplayError `ERR_INTERLOOP_NO_DISPLAY` where GTK cannot open a display
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { gtk } from 'interloop/hosts/gtk';
 *
 * setTimeout(leave, 20);
 * await enter(gtk({ version: 3 }));
 */
export function gtk(options?: GtkOptions & { readonly application?: bigint }): NativeGtkHost;
export function gtk(options: GtkOptions): GtkHost;
export function gtk(options: GtkOptions = {}): GtkHost {
  const { application, endsWithLastWindow = true, ...rest } = options;
  if (!isApplication(application)) {
    const what = typeof application === 'object' ? 'an object without run() and quit()' : String(application);
    throw new InvalidArgumentError(`application is the address of a GtkApplication or an object of one, not ${what}`);
  }
  addon();
  const base = glib(rest);
  const { version, symbols } = open(options.version);
  initialise(version, symbols);
  let hasRun = false;
  const host: GtkHost = {
    name: 'gtk',
    version,
    wake: base.wake,
    check: () => {
      base.check?.();
      if (typeof application === 'bigint' && hasRun) throw new InvalidArgumentError(ONCE);
      hasRun = true;
    },
    ...(application === undefined ? plainLoop(version, symbols, base) : loopOf(application)),
  };
  if (application === undefined && endsWithLastWindow) {
    endsWithWindows.add(host);
    watchWindows(version, symbols, endWithLastWindow);
  }
  return host;
}

/**
 * Calls `onCount` with the number of GTK's windows, now and each time it may have changed.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if the process has loaded another version of GTK than the host's
 * @example
 * import { gtk, countWindows } from 'interloop/hosts/gtk';
 *
 * countWindows(gtk(), (count) => console.log(`${count} windows`));
 */
export function countWindows(host: GtkHost, onCount: (count: number) => void): void {
  onCount(watchWindows(host.version, open(host.version).symbols, onCount));
}

function endWithLastWindow(count: number): void {
  const host = hosted()?.host;
  if (count === 0 && host && endsWithWindows.has(host)) leave();
}

function plainLoop(version: 3 | 4, { address }: Library, base: Pick<Host, 'run' | 'quit'>): Pick<Host, 'run' | 'quit'> {
  if (version === 4) return { run: base.run, quit: base.quit };
  const call = (name: string): NativeCall => ({ address: address(name), args: [], returns: 'void' });
  return { run: call('gtk_main'), quit: call('gtk_main_quit') };
}

function loopOf(application: bigint | GtkApplication): Pick<Host, 'run' | 'quit'> {
  if (typeof application === 'object') {
    const { quit, run, _run = run } = application;
    return { run: () => _run.call(application, []), quit: () => void quit.call(application) };
  }
  const { address } = library(GIO, WAYS[4]);
  const connect: (object: bigint, signal: string, fn: bigint, data: null, free: null, flags: number) => bigint =
    library('libgobject-2.0.so.0', WAYS[4]).func(
      'ulong g_signal_connect_data(void *object, str signal, void *fn, void *data, void *free, int flags)',
    );
  connect(application, 'shutdown', address('g_application_quit'), null, null, 0);
  return {
    run: native(address('g_application_run'), application, 0, null),
    quit: { ...native(address('g_application_quit'), application), returns: 'void' },
  };
}

function isApplication(value: unknown): value is bigint | GtkApplication | undefined {
  if (typeof value === 'bigint') return value > 0n;
  const { run, quit } = (value ?? {}) as Partial<GtkApplication>;
  return value === undefined || (typeof run === 'function' && typeof quit === 'function');
}

/** One process can have one version: their types have the same names. */
function open(wanted: 3 | 4 | undefined): { version: 3 | 4; symbols: Library } {
  if (wanted !== undefined && wanted !== 3 && wanted !== 4) {
    throw new InvalidArgumentError(`version is 3 or 4, not ${String(wanted)}`);
  }
  const loaded = loadedVersion();
  if (wanted && loaded && wanted !== loaded) {
    throw new InvalidArgumentError(`version ${wanted} cannot be had: this process has loaded GTK ${loaded} already`);
  }
  const version = wanted ?? loaded;
  if (version) return { version, symbols: library(FILES[version], WAYS[version]) };
  try {
    return { version: 4, symbols: library(FILES[4], WAYS[4]) };
  } catch (error) {
    if ((error as MissingLibraryError).library !== FILES[4]) throw error;
    return { version: 3, symbols: library(FILES[3], WAYS[4]) }; // of two that are missing, the newer one is asked for
  }
}

function loadedVersion(): 3 | 4 | undefined {
  const maps = readFileSync('/proc/self/maps', 'latin1');
  return ([3, 4] as const).find((version) => maps.includes(`/${FILES[version]}`));
}

/** Does nothing where the program has done it. `gtk_init` would end the process where there is no display. */
function initialise(version: 3 | 4, symbols: Library): void {
  const isThere =
    version === 4
      ? symbols.func<() => number>('int gtk_init_check()')()
      : symbols.func<(argc: null, argv: null) => number>('int gtk_init_check(void *argc, void *argv)')(null, null);
  if (!isThere) throw new NoDisplayError('GTK');
}
