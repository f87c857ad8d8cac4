/**
 * wxWidgets as a host: the main loop of the application that there is.
 *
 * wxGTK's loop is that of GTK, in whose main context the glib host's watch works just as well. Where wx is not on GTK,
 * and in an application without windows, the waker is its idle events. wx has no C functions, so a few lines of C++ stand
 * in between (`native/wx.cc`), which have to be compiled where the program runs: `npm run build:shims`.
 */
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HostBusyError, InvalidArgumentError, NoDisplayError } from '../errors.ts';
import type { Host, Watch } from '../host/host.ts';
import { GUEST, type NativeCall, native, TURN, type Waker, waker } from '../host/native-call.ts';
import { requireDisplay } from './display.ts';
import { glib } from './glib.ts';
import { library } from './library.ts';

/** With windows, or without. */
export type WxApplication = 'gui' | 'console';

/** Which application is run, and how Node gets its turns. */
export interface WxOptions {
  /**
   * Makes this kind of application at once, unless the process has one. Without it the application is expected to be
   * there when the loop is entered, or else it is one of `console`, which has no windows.
   */
  readonly application?: WxApplication;
  /** Default: `watch`, which needs no thread, with windows on GTK; else `waker`, which uses the queue of wx. */
  readonly form?: 'watch' | 'waker';
  /** That of Node's turns in the watch form, as of `glib()`. Default 300, as wx has for its own events. */
  readonly priority?: number;
}

/** A host whose loop is native. */
export interface WxHost extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
  /** What kind of application there is, if any. */
  readonly application: WxApplication | undefined;
}

/** Beside the addon, for which node-gyp-build obeys the same variable. */
const ROOT = process.env.INTERLOOP_PREBUILD || fileURLToPath(new URL('../..', import.meta.url));
const SHIM = join(ROOT, 'build', 'Release', 'interloop-wx.so');
const WAY =
  'install wxWidgets 3.2 with its headers (Debian and Ubuntu: apt install g++ libwxgtk3.2-dev; Fedora: dnf install ' +
  'gcc-c++ wxGTK-devel) and build it with "npm explore interloop -- npm run build:shims"';

/** wx serves its queue and its idle events at GLib's lowest priority; a flood of turns above it would starve them. */
const DEFAULT_PRIORITY = 300;

/**
 * wxWidgets as a host: enters the application's `OnRun()`, which also ends with the last window.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without wxWidgets, what is built on it, or koffi
 * @throws NoDisplayError `ERR_INTERLOOP_NO_DISPLAY`
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { wx } from 'interloop/hosts/wx';
 *
 * setTimeout(leave, 20);
 * await enter(wx());
 */
export function wx(options: WxOptions = {}): WxHost {
  const { application, form, priority = DEFAULT_PRIORITY } = checked(options);
  const w = symbols();
  if (application) makeApplication(w, application);
  const post = waker(w.address('il_wx_post'), TURN, GUEST);
  let watch: Watch | undefined;
  return {
    name: 'wx',
    run: native(w.address('il_wx_run')),
    quit: native(w.address('il_wx_quit')),
    get wake(): Waker | Watch {
      if (form === 'waker' || !w.isOnGlib()) return post;
      watch ??= glib({ priority }).wake as Watch;
      return watch;
    },
    get application(): WxApplication | undefined {
      if (!w.hasApplication()) return undefined;
      return w.hasWindows() ? 'gui' : 'console';
    },
    check() {
      makeApplication(w, 'console');
      if (!w.isMainThread()) throw new HostBusyError('wx', 'wx runs in the thread that its application was made in');
      if (form === 'watch' && !w.isOnGlib()) {
        throw new InvalidArgumentError(
          "form 'watch' needs an application with windows on GTK; leave it out, or 'waker'",
        );
      }
    },
  };
}

function checked(options: WxOptions): WxOptions {
  const { application, form } = options;
  if (application !== undefined && application !== 'gui' && application !== 'console') {
    throw new InvalidArgumentError(`application is 'gui' or 'console', not ${String(application)}`);
  }
  if (form !== undefined && form !== 'watch' && form !== 'waker') {
    throw new InvalidArgumentError(`form is 'watch' or 'waker', not ${String(form)}`);
  }
  return options;
}

function makeApplication(w: Symbols, kind: WxApplication): void {
  if (w.hasApplication()) return;
  if (kind === 'gui') requireDisplay('wxWidgets');
  const isMade = w.start(Number(kind === 'gui'), basename(process.argv[1] ?? 'node'));
  if (!isMade) throw new NoDisplayError('wxWidgets');
}

interface Symbols {
  address(name: string): bigint;
  hasApplication(): number;
  start(hasWindows: number, name: string): number;
  hasWindows(): number;
  isOnGlib(): number;
  isMainThread(): number;
}

let cached: Symbols | undefined;

function symbols(): Symbols {
  if (cached) return cached;
  const w = library(SHIM, WAY);
  cached = {
    address: w.address,
    hasApplication: w.func('int il_wx_has_application()'),
    start: w.func('int il_wx_start(int hasWindows, const char *name)'),
    hasWindows: w.func('int il_wx_has_windows()'),
    isOnGlib: w.func('int il_wx_is_on_glib()'),
    isMainThread: w.func('int il_wx_is_main_thread()'),
  };
  return cached;
}
