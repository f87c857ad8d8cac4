/**
 * The descriptors that this thread waits for; the one file of `net/` that needs the addon (`native/descriptors.c`).
 *
 * The system tells once that a descriptor is ready, and again when it was armed anew. Arming is also the check that the
 * number still stands for the file that was added: whoever closes a descriptor tells nobody, and the next file to be opened
 * gets its number.
 */
import { getSystemErrorMap } from 'node:util';
import { CannotWatch } from '../../errors.ts';
import { type Addon, addon } from '../../host/native.ts';

/** What a descriptor is waited for, and what it is. */
export const READABLE = 1;
export const WRITABLE = 2;
/** The other side is gone; never asked for, always told. */
export const HUNG_UP = 4;
/** Something is wrong with it, as with a pipe that nobody reads; never asked for, always told. */
export const BROKEN = 8;

const watches = new Map<number, Watch>();
/** Of several that have had the same number, the one that has it. */
const byDescriptor = new Map<number, Watch>();
let lastId = 0;

/** One descriptor that is waited for, until {@link close}. */
export class Watch {
  readonly fd: number;
  /** Called with what it is; nothing more is told before {@link arm}. */
  readonly onReady: (state: number) => void;
  readonly #id: number = ++lastId;

  /** @throws CannotWatch `ERR_INTERLOOP_CANNOT_WATCH` */
  constructor(fd: number, interest: number, onReady: (state: number) => void) {
    this.fd = fd;
    this.onReady = onReady;
    const native = addonFor(fd);
    const isFirst = watches.size === 0;
    const errno = (isFirst && native.descriptorsOpen(dispatch)) || native.descriptorsAdd(fd, this.#id, interest);
    if (errno !== 0) {
      if (isFirst) native.descriptorsClose();
      throw refusal(fd, errno);
    }
    watches.set(this.#id, this);
    byDescriptor.set(fd, this);
  }

  /** Waits for this, from now on; false if the number does not stand for the same file any more. */
  arm(interest: number): boolean {
    return addon().descriptorsArm(this.fd, this.#id, interest) === 0;
  }

  /** Whether nothing can be read from it now. */
  get isDrained(): boolean {
    return addon().descriptorsIsDrained(this.fd);
  }

  close(): void {
    if (!watches.delete(this.#id)) return;
    if (byDescriptor.get(this.fd) === this) {
      byDescriptor.delete(this.fd);
      addon().descriptorsRemove(this.fd);
    }
    if (watches.size === 0) addon().descriptorsClose();
  }
}

function dispatch(id: number, state: number): void {
  watches.get(id)?.onReady(state);
}

function addonFor(fd: number): Addon {
  try {
    return addon();
  } catch (error) {
    throw new CannotWatch(fd, (error as Error).message, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EBADF: 'it is not open',
  EEXIST: 'another reactor of this thread waits for it',
  EPERM: 'it is a regular file or a directory, which are always ready; use node:fs',
};

function refusal(fd: number, errno: number): CannotWatch {
  const [code, message] = getSystemErrorMap().get(-errno) ?? [`E${errno}`, 'unknown error'];
  const cause = Object.assign(new Error(`${code}: ${message}`), { errno: -errno, code });
  return new CannotWatch(fd, REASONS[code] ?? message, cause);
}
