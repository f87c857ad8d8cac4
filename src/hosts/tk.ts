/**
 * Tk as a host, or Tcl alone: Tcl's notifier watches libuv.
 *
 * The symbols come from the system's Tcl and Tk through koffi; see `native/tk.c` for the event source.
 */
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, type NativeCall, native, TURN, waker } from '../host/native-call.ts';
import { library } from './library.ts';

/** A host that can also be run inside itself, by `call(host.run)`. */
export interface TkHost extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
}

const WAY = 'install Tk 8.6 (Debian and Ubuntu: apt install libtk8.6; Fedora: dnf install tk)';

/** What `native/tk.c` calls, in its order; after these comes one of Tk. */
const SYMBOLS = [
  'Tcl_FindExecutable',
  'Tcl_GetCurrentThread',
  'Tcl_CreateEventSource',
  'Tcl_DeleteEventSource',
  'Tcl_CreateFileHandler',
  'Tcl_DeleteFileHandler',
  'Tcl_SetMaxBlockTime',
  'Tcl_Alloc',
  'Tcl_ThreadQueueEvent',
  'Tcl_ThreadAlert',
  'Tcl_DeleteEvents',
  'Tcl_DoWhenIdle',
  'Tcl_CancelIdleCall',
  'Tcl_DoOneEvent',
  'Tcl_FinalizeThread',
  'Tcl_CreateThreadExitHandler',
] as const;

/**
 * Tk as a host: runs `Tcl_DoOneEvent()` as `Tk_MainLoop()` does, until it is told to quit or the last window is gone.
 * Belongs to the thread that it was made in.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without Tcl, Tk or koffi
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { tk } from 'interloop/hosts/tk';
 *
 * setTimeout(leave, 20);
 * await enter(tk());
 */
export function tk(): TkHost {
  const address = addon().tkNew(symbols());
  const host: TkHost = {
    name: 'tk',
    run: { ...native(addon().tkRun, address), returns: 'void' },
    quit: native(addon().tkQuit, address),
    wake: {
      prepare: (guest) => ({
        attach: () => addon().tkAttach(address, guest),
        detach: [native(addon().tkDetach, address)],
      }),
      post: waker(addon().tkPost, address, TURN, GUEST),
    },
  };
  addon().tkOwn(host, address);
  return host;
}

let cached: BigInt64Array | undefined;

function symbols(): BigInt64Array {
  if (cached) return cached;
  const tcl = library('libtcl8.6.so', WAY);
  const windows = library('libtk8.6.so', WAY);
  cached = BigInt64Array.from([...SYMBOLS.map(tcl.address), windows.address('Tk_GetNumMainWindows')]);
  return cached;
}
