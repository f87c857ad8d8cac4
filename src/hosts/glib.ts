/**
 * GLib's main loop as a host. It carries GTK 3, GTK 4, wxGTK and, on Linux, Qt.
 *
 * The symbols come from the system's libglib through koffi; only GLib's public ABI is relied on. See `native/glib.c`
 * for the two event sources that make the watch form.
 */
import { HostBusyError, InvalidArgumentError } from '../errors.ts';
import type { Host, Watch } from '../host/host.ts';
import { addon } from '../host/native.ts';
import {
  FIRST,
  GUEST,
  type NativeArgument,
  type NativeCall,
  native,
  TURN,
  type Waker,
  waker,
} from '../host/native-call.ts';
import { library } from './library.ts';

/** Where Node lives in GLib, and how it gets its turns. */
export interface GlibOptions {
  /** A `GMainContext*` as an address. Default: GLib's default context, which toolkits use. */
  readonly context?: bigint;
  /**
   * The priority of Node's turns, GLib's way: a smaller number comes first. The default, 200, is below painting (GDK
   * redraws at 120), so a flood of I/O does not stop it; 0 is that of most events.
   */
  readonly priority?: number;
  /** `watch` (default) needs no thread. `waker` uses nothing of GLib but `g_idle_add`. */
  readonly form?: 'watch' | 'waker';
}

/** A host whose loop others may quit, too. */
export interface GlibHost extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
  /** The `GMainLoop*` that `run` runs, as an address, for `g_main_loop_quit`. */
  readonly loop: bigint;
}

const LIBRARY = 'libglib-2.0.so.0';
const WAY = 'install GLib (Debian and Ubuntu: apt install libglib2.0-0; Fedora: dnf install glib2)';
const DEFAULT_PRIORITY = 200;
const GUARD_PRIORITY = -100;

const loops = new FinalizationRegistry<bigint>((loop) => symbols().unrefLoop(loop));

/**
 * GLib as a host: enters `g_main_loop_run()` on a loop of its own.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without libglib or koffi
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { glib } from 'interloop/hosts/glib';
 *
 * setTimeout(leave, 20);
 * await enter(glib());
 */
export function glib(options: GlibOptions = {}): GlibHost {
  const { context = 0n, priority = DEFAULT_PRIORITY, form = 'watch' } = options;
  if (typeof context !== 'bigint' || context < 0n) {
    throw new InvalidArgumentError(`context is the address of a GMainContext as a bigint, not ${String(context)}`);
  }
  if (!Number.isInteger(priority) || Math.abs(priority) > 0x7fffffff) {
    throw new InvalidArgumentError(`priority is a 32-bit integer as GLib has them, not ${String(priority)}`);
  }
  if (form !== 'watch' && form !== 'waker') {
    throw new InvalidArgumentError(`form is 'watch' or 'waker', not ${String(form)}`);
  }
  const g = symbols();
  const loop = g.newLoop(context, 0);
  const idle = idleWaker(context, priority);
  const host: GlibHost = {
    name: 'glib',
    loop,
    run: { ...native(g.address('g_main_loop_run'), loop), returns: 'void' },
    quit: native(g.address('g_main_loop_quit'), loop),
    wake: form === 'watch' ? watch(context, priority, idle) : idle,
    check: () => refuseOwned(context),
  };
  loops.register(host, loop);
  return host;
}

/** A main loop whose context belongs to another thread blocks until that thread lets go of it, which may be never. */
function refuseOwned(context: bigint): void {
  const g = symbols();
  if (!g.acquire(context)) throw new HostBusyError('glib', 'give glib() a context of this thread');
  g.release(context);
}

/** `g_idle_add` where that is enough: it knows only the default context and one priority. */
function idleWaker(context: bigint, priority: number): Waker {
  const { address } = symbols();
  if (context === 0n && priority === DEFAULT_PRIORITY) return waker(address('g_idle_add'), TURN, GUEST);
  const step = (name: string, ...args: NativeArgument[]): NativeCall => {
    return { address: address(name), args, returns: 'pointer' };
  };
  return [
    step('g_idle_source_new'),
    step('g_source_set_priority', FIRST, priority),
    step('g_source_set_callback', FIRST, TURN, GUEST, null),
    step('g_source_attach', FIRST, context),
    step('g_source_unref', FIRST),
  ];
}

function watch(context: bigint, priority: number, post: Waker): Watch {
  return {
    post,
    prepare(guest) {
      const { glibTurns, glibGuard } = addon();
      const sources = [source(glibTurns, priority, true, guest), source(glibGuard, GUARD_PRIORITY, false, guest)];
      const { address, attach } = symbols();
      return {
        attach: () => sources.forEach((each) => void attach(each, context)),
        detach: sources.flatMap((each) => [
          native(address('g_source_destroy'), each),
          native(address('g_source_unref'), each),
        ]),
      };
    },
  };
}

function source(functions: bigint, priority: number, watchesBackend: boolean, guest: bigint): bigint {
  const g = symbols();
  const address = g.newSource(functions, addon().glibSourceSize);
  const pollFd = addon().glibBind(address, guest);
  if (watchesBackend) g.addPoll(address, pollFd);
  g.setPriority(address, priority);
  g.setCanRecurse(address, watchesBackend ? 1 : 0);
  return address;
}

interface Symbols {
  address(name: string): bigint;
  newLoop(context: bigint, isRunning: number): bigint;
  unrefLoop(loop: bigint): void;
  newSource(functions: bigint, size: number): bigint;
  addPoll(source: bigint, pollFd: bigint): void;
  setPriority(source: bigint, priority: number): void;
  setCanRecurse(source: bigint, can: number): void;
  attach(source: bigint, context: bigint): number;
  acquire(context: bigint): number;
  release(context: bigint): void;
}

let cached: Symbols | undefined;

function symbols(): Symbols {
  if (cached) return cached;
  const g = library(LIBRARY, WAY);
  cached = {
    address: g.address,
    newLoop: g.func('void *g_main_loop_new(void *context, int isRunning)'),
    unrefLoop: g.func('void g_main_loop_unref(void *loop)'),
    newSource: g.func('void *g_source_new(void *functions, uint32_t size)'),
    addPoll: g.func('void g_source_add_poll(void *source, void *fd)'),
    setPriority: g.func('void g_source_set_priority(void *source, int priority)'),
    setCanRecurse: g.func('void g_source_set_can_recurse(void *source, int can)'),
    attach: g.func('uint32_t g_source_attach(void *source, void *context)'),
    acquire: g.func('int g_main_context_acquire(void *context)'),
    release: g.func('void g_main_context_release(void *context)'),
  };
  return cached;
}
