/**
 * A program made with SDL as a host. SDL has no loop, so the loop is here: it blocks in `SDL_WaitEventTimeout()`, gives
 * Node its turns, and hands out the events that are the program's.
 *
 * The symbols come from the system's SDL through koffi; see `native/sdl.c` for what the loop does.
 */
import { HostBusyError, InvalidArgumentError, MissingLibraryError, NotHostedError } from '../errors.ts';
import { beforeWait } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, type NativeCall, native, TURN, type Waker, waker } from '../host/native-call.ts';
import { type FrameOptions, paceOf } from './frames.ts';
import { type Library, library } from './library.ts';

export type { Frame, FrameOptions } from './frames.ts';

/** An event of SDL. */
export interface SdlEvent {
  /** `SDL_QUIT` (0x100), `SDL_KEYDOWN` (0x300) and so on: the same numbers as in SDL's headers. */
  readonly type: number;
  /** The whole `SDL_Event`, for what the headers say is in it. */
  readonly view: DataView;
}

/** Which SDL it is, and who is given the events. */
export interface SdlOptions extends FrameOptions {
  /** SDL 2 or 3. Default: 2, or 3 where only that is installed. */
  readonly version?: 2 | 3;
  /** Is given each event. Without it, and without `main`, events are dropped and `SDL_QUIT` ends the loop. */
  readonly onEvent?: (event: SdlEvent) => void;
  /** The loop as a function of the program's: it takes the events by itself, and the host ends when it returns. */
  readonly main?: (host: SdlHost) => unknown;
}

/** A host whose events the program can also wait for itself: in `main`, or in a loop inside the loop. */
export interface SdlHost extends Host {
  readonly quit: NativeCall;
  readonly wake: Waker;
  /**
   * Waits for an event while Node and the frames go on.
   *
   * @param timeout how long to wait in milliseconds; without it until the host is told to quit
   * @returns undefined if none came in time, or if the host is to quit
   * @throws NotHostedError `ERR_INTERLOOP_NOT_HOSTED`
   */
  next(timeout?: number): SdlEvent | undefined;
  /** The events as they come, until the host is told to quit. */
  events(): Generator<SdlEvent, void, undefined>;
}

const VERSIONS = {
  2: {
    file: 'libSDL2-2.0.so.0',
    debianPackage: 'libsdl2-2.0-0',
    eventSize: 56,
    renamed: ['SDL_TLSCleanup', 'SDL_DelEventWatch'],
  },
  3: {
    file: 'libSDL3.so.0',
    debianPackage: 'libsdl3-0',
    eventSize: 128,
    renamed: ['SDL_CleanupTLS', 'SDL_RemoveEventWatch'],
  },
} as const;

/** What `native/sdl.c` calls, in its order; after these come those that have another name in each version. */
const SYMBOLS = [
  'SDL_WaitEventTimeout',
  'SDL_PeepEvents',
  'SDL_RegisterEvents',
  'SDL_WasInit',
  'SDL_InitSubSystem',
  'SDL_QuitSubSystem',
  'SDL_GetCurrentVideoDriver',
  'SDL_AddEventWatch',
] as const;

/**
 * SDL as a host: a loop that hands out SDL's events, with frames if there is `onFrame`. `SDL_Quit()` is called after the
 * entry, not inside.
 *
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` without SDL or koffi
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { sdl } from 'interloop/hosts/sdl';
 *
 * setTimeout(leave, 20);
 * await enter(sdl({ main: (host) => { for (const event of host.events()) if (event.type === 0x100) return; } }));
 */
export function sdl(options: SdlOptions = {}): SdlHost {
  const { onEvent, main } = options;
  for (const [name, value] of Object.entries({ onEvent, main })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new InvalidArgumentError(`${name} is a function, not ${String(value)}`);
    }
  }
  if (onEvent && main) throw new InvalidArgumentError('The events go to onEvent or to main, not to both');
  const pace = paceOf(options);
  const { symbols, eventSize } = load(options.version);
  const address = addon().sdlNew(symbols, eventSize, pace.periodMs);
  const onNativeEvent = onEvent && ((bytes: ArrayBuffer) => onEvent(eventOf(bytes)));

  const host: SdlHost = {
    name: 'sdl',
    run: main ? () => inside(address, () => main(host)) : { ...native(addon().sdlRun, address), returns: 'void' },
    quit: native(addon().sdlQuit, address),
    wake: waker(addon().sdlPost, address, TURN, GUEST),
    check: () => {
      if (addon().sdlPrepare(address, onNativeEvent, pace.start())) return;
      throw new HostBusyError('sdl', 'the events of SDL are one queue for the whole process');
    },
    next(timeout = -1) {
      beforeWait();
      const bytes = addon().sdlNext(address, timeout);
      if (bytes === null) throw new NotHostedError('next()');
      return bytes && eventOf(bytes);
    },
    *events() {
      for (let event = this.next(); event; event = this.next()) yield event;
    },
  };
  addon().sdlOwn(host, address);
  return host;
}

function inside(address: bigint, main: () => unknown): unknown {
  addon().sdlOpen(address);
  try {
    return main();
  } finally {
    addon().sdlClose(address);
  }
}

function eventOf(bytes: ArrayBuffer): SdlEvent {
  const view = new DataView(bytes);
  return { type: view.getUint32(0, true), view };
}

interface Loaded {
  readonly symbols: BigInt64Array;
  readonly eventSize: number;
}

const loaded = new Map<2 | 3, Loaded>();

function load(version: 2 | 3 | undefined): Loaded {
  if (version === undefined) return loadFirst();
  const known = VERSIONS[version];
  if (!known) throw new InvalidArgumentError(`version is that of SDL, 2 or 3, not ${String(version)}`);
  const found = loaded.get(version);
  if (found) return found;
  const sdl: Library = library(
    known.file,
    `install SDL ${version} (Debian and Ubuntu: apt install ${known.debianPackage})`,
  );
  const symbols = BigInt64Array.from([...SYMBOLS, ...known.renamed].map(sdl.address));
  loaded.set(version, { symbols, eventSize: known.eventSize });
  return loaded.get(version) as Loaded;
}

function loadFirst(): Loaded {
  try {
    return load(2);
  } catch (error) {
    if (!(error instanceof MissingLibraryError)) throw error;
    try {
      return load(3);
    } catch {
      throw error;
    }
  }
}
