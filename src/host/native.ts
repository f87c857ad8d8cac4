/**
 * The addon, loaded on first use. The only file that knows its exports.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AddonMissingError, UnsupportedPlatformError, UnsupportedRuntimeError } from '../errors.ts';

/** See `native/*-exports.c` and the `*_exports()` functions for what each does. Addresses are bigints. */
export interface Addon {
  readonly supported: boolean;
  setup(tickCallback: () => void, onHop: () => void, onForeign: () => void): void;
  call(program: BigInt64Array): unknown;
  enter(
    begin: () => BigInt64Array | undefined | null,
    end: (error: unknown, result: unknown, again: boolean) => void,
    standing: boolean,
  ): void;
  readonly turn: bigint;
  readonly hop: bigint;
  open(withPoller: boolean): bigint;
  configure(
    wake: BigInt64Array | undefined,
    postHop: BigInt64Array,
    quit: BigInt64Array | (() => void),
    detach: BigInt64Array,
    budgetMs: number,
    patienceMs: number,
  ): void;
  close(): void;
  quit(): void;
  postHop(): void;
  beforeWait(): void;
  setReferenced(referenced: boolean): void;
  state(): number;
  statistics(out: Float64Array): Float64Array | undefined;
  readonly queuePost: bigint;
  queueNew(): bigint;
  queueOwn(owner: object, queue: bigint): void;
  queueLength(queue: bigint): number;
  queueNext(queue: bigint, timeoutMs: number): boolean;
  readonly frameRun: bigint;
  readonly frameQuit: bigint;
  readonly framePost: bigint;
  readonly frameDetach: bigint;
  frameNew(periodMs: number): bigint;
  frameOwn(owner: object, frame: bigint): void;
  frameAttach(frame: bigint, guest: bigint, onFrame: ((lateMs: number, missed: number) => void) | undefined): void;
  readonly sdlRun: bigint;
  readonly sdlQuit: bigint;
  readonly sdlPost: bigint;
  /** `symbols` are the addresses of what `native/sdl.c` calls, in its order. */
  sdlNew(symbols: BigInt64Array, eventSize: number, periodMs: number): bigint;
  sdlOwn(owner: object, sdl: bigint): void;
  /** For the entry that follows; false: another thread is inside. */
  sdlPrepare(
    sdl: bigint,
    onEvent: ((event: ArrayBuffer) => void) | undefined,
    onFrame: ((lateMs: number, missed: number) => void) | undefined,
  ): boolean;
  sdlOpen(sdl: bigint): void;
  sdlClose(sdl: bigint): void;
  /** `null`: this host was not entered. */
  sdlNext(sdl: bigint, timeoutMs: number): ArrayBuffer | undefined | null;
  readonly tkRun: bigint;
  readonly tkQuit: bigint;
  readonly tkPost: bigint;
  readonly tkDetach: bigint;
  /** `symbols` are the addresses of what `native/tk.c` calls, in its order. */
  tkNew(symbols: BigInt64Array): bigint;
  tkOwn(owner: object, tk: bigint): void;
  tkAttach(tk: bigint, guest: bigint): void;
  readonly glibSourceSize: number;
  readonly glibTurns: bigint;
  readonly glibGuard: bigint;
  glibBind(source: bigint, guest: bigint): bigint;
  /**
   * Called at the end of each turn in which shared libraries were loaded (`areNew`); after it has returned true, at the end of
   * the next turn in any case.
   */
  onLibraries(callback: (areNew: boolean) => boolean): void;
  readonly qtPost: bigint;
  qtNew(constructorAddress: bigint, name: string, version: number): void;
  qtApplication(self: bigint): bigint;
  qtIs(object: bigint, className: string): boolean;
  /** This process becomes another program. Returns only if it cannot: the `errno`. */
  exec(file: string, args: readonly string[]): number;
  /** From now on `onReady` is called for each event of what is added. These four tell by an `errno`, or 0. */
  descriptorsOpen(onReady: (id: number, state: number) => void): number;
  descriptorsAdd(fd: number, id: number, interest: number): number;
  descriptorsArm(fd: number, id: number, interest: number): number;
  descriptorsRemove(fd: number): number;
  /** Whether nothing can be read from it now. */
  descriptorsIsDrained(fd: number): boolean;
  descriptorsClose(): void;
}

/** A bit of {@link Addon.state}: a turn was refused. */
export const STATE_FOREIGN = 4;

let loaded: Addon | undefined;

/**
 * The addon.
 *
 * @throws UnsupportedRuntimeError `ERR_INTERLOOP_UNSUPPORTED_RUNTIME` in Electron, Deno and Bun
 * @throws AddonMissingError `ERR_INTERLOOP_ADDON_MISSING`
 * @throws UnsupportedPlatformError `ERR_INTERLOOP_UNSUPPORTED_PLATFORM`
 */
export function addon(): Addon {
  if (loaded) return loaded;
  refuseOtherRuntimes();
  const require = createRequire(import.meta.url);
  let found: Addon;
  try {
    found = require('node-gyp-build')(fileURLToPath(new URL('../..', import.meta.url)));
  } catch (error) {
    if (process.platform !== 'linux') throw new UnsupportedPlatformError(process.platform);
    throw new AddonMissingError(error);
  }
  if (!found.supported) throw new UnsupportedPlatformError(process.platform);
  loaded = found;
  return loaded;
}

function refuseOtherRuntimes(): void {
  const { electron, bun, deno }: NodeJS.ProcessVersions = process.versions;
  if (electron) {
    const way = 'its main process is inside the native loop already, use the toolkit from there';
    throw new UnsupportedRuntimeError(`Electron ${electron}`, way);
  }
  if (bun) throw new UnsupportedRuntimeError(`Bun ${bun}`, 'it has no libuv loop; run with node');
  if (deno) throw new UnsupportedRuntimeError(`Deno ${deno}`, 'it has no libuv loop; run with node');
}
