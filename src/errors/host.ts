/**
 * What goes wrong on the way into a host and inside of it.
 */
import { InterloopError } from './base.ts';

/** Hosting needs stock Node.js; Electron, Deno and Bun have other loops or own theirs already. */
export class UnsupportedRuntimeError extends InterloopError {
  constructor(runtime: string, way: string) {
    super('ERR_INTERLOOP_UNSUPPORTED_RUNTIME', `Hosting needs stock Node.js, this is ${runtime}: ${way}`);
  }
}

/** The addon has no file for this operating system yet; everything but hosting works. */
export class UnsupportedPlatformError extends InterloopError {
  constructor(platform: string) {
    super(
      'ERR_INTERLOOP_UNSUPPORTED_PLATFORM',
      `Hosting is not there yet on ${platform}, only on linux; the rest of interloop works without it`,
    );
  }
}

/** The addon could not be loaded; everything but hosting works. */
export class AddonMissingError extends InterloopError {
  constructor(cause: unknown) {
    super(
      'ERR_INTERLOOP_ADDON_MISSING',
      `The native addon that hosting needs could not be loaded for ${process.platform}-${process.arch} ` +
        `(Node ${process.versions.node}); build it with "npm explore interloop -- npm run build:native"`,
      { cause },
    );
  }
}

/** A host needs a system library or a package that is not installed. */
export class MissingLibraryError extends InterloopError {
  /** The library's file name, for example `libglib-2.0.so.0`. */
  readonly library: string;

  constructor(library: string, way: string, cause?: unknown) {
    super('ERR_INTERLOOP_MISSING_LIBRARY', `Cannot load ${library}: ${way}`, { cause });
    this.library = library;
  }
}

/** A toolkit has no display to show windows on. */
export class NoDisplayError extends InterloopError {
  constructor(toolkit: string) {
    super(
      'ERR_INTERLOOP_NO_DISPLAY',
      `${toolkit} cannot open a display (DISPLAY is ${process.env.DISPLAY ?? 'not set'}, WAYLAND_DISPLAY is ` +
        `${process.env.WAYLAND_DISPLAY ?? 'not set'}): start it in a desktop session, or with xvfb-run`,
    );
  }
}

/** There is no host of this name. */
export class UnknownHostError extends InterloopError {
  constructor(name: string, known: readonly string[]) {
    super('ERR_INTERLOOP_UNKNOWN_HOST', `There is no host "${name}"; there are ${known.join(', ')}`);
  }
}

/** This thread is inside a host already, or about to be. */
export class AlreadyHostedError extends InterloopError {
  constructor(inside: string, wanted: string) {
    super(
      'ERR_INTERLOOP_ALREADY_HOSTED',
      `Cannot enter ${wanted}: this thread is inside ${inside} already; wait for that entry to end, ` +
        'or use modal() for a nested loop',
    );
  }
}

/** The host's loop is being run by another thread. */
export class HostBusyError extends InterloopError {
  constructor(host: string, way: string) {
    super('ERR_INTERLOOP_HOST_BUSY', `Cannot enter ${host}: another thread is running it; ${way}`);
  }
}

/** The host was entered with nothing but its loop, so that only its own function can end it. */
export class CannotQuitError extends InterloopError {
  constructor() {
    super(
      'ERR_INTERLOOP_CANNOT_QUIT',
      "leave() does not know how to end a host of which only the loop was given; call the toolkit's own quit function",
    );
  }
}

/** The system has no descriptor, thread or memory left for an entry; nothing was entered. */
export class OutOfResourcesError extends InterloopError {
  constructor(host: string, cause: unknown) {
    const reason = (cause as Error).message;
    super('ERR_INTERLOOP_OUT_OF_RESOURCES', `Cannot enter ${host}: ${reason}; try again when something was closed`, {
      cause,
    });
  }
}

/** Something needs a host, and this thread is not inside one. */
export class NotHostedError extends InterloopError {
  constructor(what: string) {
    super('ERR_INTERLOOP_NOT_HOSTED', `${what} needs a host: call it between enter(host) and the host's end`);
  }
}

/** The process is exiting, so Node's loop, and with it a host, will not run again. */
export class ExitingError extends InterloopError {
  constructor(host: string) {
    super('ERR_INTERLOOP_EXITING', `Cannot enter ${host}: the process is exiting and its loop will not run again`);
  }
}

/** A host's loop was entered by an FFI call that runs on a stack of its own, where JavaScript cannot run. */
export class ForeignStackError extends InterloopError {
  constructor(host: string) {
    super(
      'ERR_INTERLOOP_FOREIGN_STACK',
      `The loop of ${host} was entered by an FFI call that runs on a stack of its own, where JavaScript cannot run; ` +
        'enter it by address: native(address, ...) as the run of a host, call(native(address, ...)) for a nested loop',
    );
  }
}
