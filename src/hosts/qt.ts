/**
 * Qt 6 and Qt 5 as a host: `QCoreApplication::exec()`.
 *
 * On Linux Qt's event dispatcher usually is the one on GLib, in whose main context the glib host's watch works just as
 * well. Where Qt was built without GLib, or was told to do without (`QT_NO_GLIB=1`), the waker puts a function into Qt's
 * own queue. Which of the two it is only the dispatcher knows, and that is made with the application: so it is asked
 * when the loop is entered. Functions of Qt are called by their C++ names; `native/qt.c` has the rest.
 */
import { basename } from 'node:path';
import { HostBusyError, InvalidArgumentError, MissingLibraryError } from '../errors.ts';
import type { Host, Watch } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, type NativeCall, native, TURN, type Waker, waker } from '../host/native-call.ts';
import { requireDisplay } from './display.ts';
import { glib } from './glib.ts';
import { type Library, library } from './library.ts';
import { mappedLibraries } from './mapped.ts';

/** Without windows, with those of Qt Quick and the like, with widgets. */
export type QtApplication = 'core' | 'gui' | 'widgets';

/** Which application is run, and how Node gets its turns. */
export interface QtOptions {
  /**
   * Makes this kind of application at once, unless the process has one. Without it the application is expected to be
   * there when the loop is entered, or else it is a `QCoreApplication`, which has no windows.
   */
  readonly application?: QtApplication;
  /** Default: that of the Qt which this process has loaded; if none, 6 where it is installed. */
  readonly version?: 5 | 6;
  /** Default: `watch`, which needs no thread, if Qt runs on GLib; else `waker`, which uses Qt's own queue. */
  readonly form?: 'watch' | 'waker';
  /** That of Node's turns in the watch form, as of `glib()`. Default 200, below all that Qt itself does. */
  readonly priority?: number;
}

/** A host whose loop is native. */
export interface QtHost extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
  /** What kind of application there is, if any: `gui` is one that has windows, `widgets` included. */
  readonly application: 'core' | 'gui' | undefined;
}

const NAMES = { 6: 'libQt6Core.so.6', 5: 'libQt5Core.so.5' } as const;
const WAYS = {
  6: 'install Qt 6 (Debian and Ubuntu: apt install libqt6widgets6; Fedora: dnf install qt6-qtbase-gui)',
  5: 'install Qt 5 (Debian and Ubuntu: apt install libqt5widgets5; Fedora: dnf install qt5-qtbase-gui)',
} as const;

/** Of each kind of application: the part of Qt that it is in, and its constructor. */
const APPLICATIONS = {
  core: ['Core', '_ZN16QCoreApplicationC1ERiPPci'],
  gui: ['Gui', '_ZN15QGuiApplicationC1ERiPPci'],
  widgets: ['Widgets', '_ZN12QApplicationC1ERiPPci'],
} as const;

/**
 * Qt as a host: enters `QCoreApplication::exec()`, which also ends with the last window.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without Qt or koffi
 * @throws NoDisplayError `ERR_INTERLOOP_NO_DISPLAY`
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { qt } from 'interloop/hosts/qt';
 *
 * setTimeout(leave, 20);
 * await enter(qt());
 */
export function qt(options: QtOptions = {}): QtHost {
  const { application, version, form, priority } = checked(options);
  const q = symbols(version);
  if (application) makeApplication(q, application);
  const post = waker(
    addon().qtPost,
    q.address('_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv'),
    q.self,
    TURN,
    GUEST,
  );
  let watch: Watch | undefined;
  return {
    name: 'qt',
    run: native(q.address('_ZN16QCoreApplication4execEv')),
    quit: native(q.address('_ZN16QCoreApplication4exitEi'), 0),
    get wake(): Waker | Watch {
      if (form === 'waker' || !isOnGlib(q)) return post;
      watch ??= glib(priority === undefined ? {} : { priority }).wake as Watch;
      return watch;
    },
    get application(): 'core' | 'gui' | undefined {
      const self = q.instance();
      if (self === 0n) return undefined;
      return addon().qtIs(self, 'QGuiApplication') ? 'gui' : 'core';
    },
    check() {
      makeApplication(q, 'core');
      if (q.threadOf(q.instance()) !== q.currentThread()) {
        throw new HostBusyError('qt', 'Qt runs in the thread that its application was made in');
      }
      if (form === 'watch' && !isOnGlib(q)) {
        throw new InvalidArgumentError(
          "form 'watch' needs a Qt on GLib, and this one is not; leave it out, or 'waker'",
        );
      }
    },
  };
}

function checked(options: QtOptions): QtOptions {
  const { application, version, form } = options;
  if (application !== undefined && !Object.hasOwn(APPLICATIONS, application)) {
    throw new InvalidArgumentError(`application is 'core', 'gui' or 'widgets', not ${String(application)}`);
  }
  if (version !== undefined && version !== 5 && version !== 6) {
    throw new InvalidArgumentError(`version is 5 or 6, not ${String(version)}`);
  }
  if (form !== undefined && form !== 'watch' && form !== 'waker') {
    throw new InvalidArgumentError(`form is 'watch' or 'waker', not ${String(form)}`);
  }
  return options;
}

/** Nobody knows before there is an application; by far most are. */
function isOnGlib(q: Symbols): boolean {
  const dispatcher = q.dispatcher(0n);
  return dispatcher === null || addon().qtIs(dispatcher, 'QEventDispatcherGlib');
}

function makeApplication(q: Symbols, kind: QtApplication): void {
  if (q.instance() !== 0n) return;
  const [part, constructorName] = APPLICATIONS[kind];
  // Qt aborts the process where it finds no display.
  if (part !== 'Core' && !process.env.QT_QPA_PLATFORM) requireDisplay('Qt');
  addon().qtNew(q.part(part).address(constructorName), basename(process.argv[1] ?? 'node'), q.version);
}

interface Symbols {
  /** As Qt's own macros write it: 0x060402. */
  readonly version: number;
  /** Where Qt keeps the application that there is. */
  readonly self: bigint;
  address(name: string): bigint;
  part(name: string): Library;
  instance(): bigint;
  dispatcher(thread: bigint): bigint | null;
  threadOf(object: bigint): bigint;
  currentThread(): bigint;
}

const cached = new Map<5 | 6, Symbols>();

function symbols(wanted: 5 | 6 | undefined): Symbols {
  const major = wanted ?? findVersion();
  const known = cached.get(major);
  if (known) return known;
  const part = (name: string) => library(NAMES[major].replace('Core', name), WAYS[major]);
  const q = part('Core');
  const self = q.address('_ZN16QCoreApplication4selfE');
  const [, minor = 0, patch = 0] = q.func<() => string>('const char *qVersion()')().split('.').map(Number);
  const found: Symbols = {
    version: (major << 16) | (minor << 8) | patch,
    self,
    address: q.address,
    part,
    instance: () => addon().qtApplication(self),
    dispatcher: q.func('void *_ZN24QAbstractEventDispatcher8instanceEP7QThread(void *thread)'),
    threadOf: q.func('void *_ZNK7QObject6threadEv(void *object)'),
    currentThread: q.func('void *_ZN7QThread13currentThreadEv()'),
  };
  cached.set(major, found);
  return found;
}

/** The Qt that this process has, else the newest that is installed; where there is none, what to install is Qt 6. */
function findVersion(): 5 | 6 {
  const mapped = [NAMES[6], NAMES[5]].find(mappedLibraries());
  if (mapped) return mapped === NAMES[6] ? 6 : 5;
  for (const version of [6, 5] as const) {
    try {
      library(NAMES[version], WAYS[version]);
      return version;
    } catch (error) {
      if (!(error instanceof MissingLibraryError)) throw error;
    }
  }
  return 6;
}
