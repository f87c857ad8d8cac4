/**
 * A lock between processes: a symbolic link whose target is the number of the process that holds it.
 *
 * Making a link is atomic and its target is there from the start, which a file's content is not. Twisted's
 * FilesystemLock makes the same link, so that programs in Python and in JavaScript keep each other out. The link of a
 * process that has died is taken away by whoever finds it.
 */
import { readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { inspect } from 'node:util';
import { InvalidArgumentError, LockNotOwnedError } from '../errors.ts';

export class LockFile {
  /** The path of the lock. */
  readonly name: string;
  #locked = false;
  #clean: boolean | undefined = undefined;

  constructor(name: string) {
    if (typeof name !== 'string') throw new InvalidArgumentError(`A lock is named by a path, not by ${inspect(name)}`);
    this.name = name;
  }

  /** Whether this object holds it. */
  get locked(): boolean {
    return this.#locked;
  }

  /** Whether the last holder gave it back: false if it died instead; `undefined` before this object held it. */
  get clean(): boolean | undefined {
    return this.#clean;
  }

  /**
   * Takes the lock if it is free, and tells whether it was.
   *
   * @throws the file system's error, for example with code `EACCES`
   * @throws LockNotOwnedError `ERR_INTERLOOP_LOCK_NOT_OWNED` if there is a link of this name that is no lock
   */
  lock(): boolean {
    let clean = true;
    while (!this.#link()) {
      const owner = this.#owner();
      if (owner === undefined) continue;
      if (isAlive(owner)) return false;
      attempt(() => unlinkSync(this.name), 'ENOENT');
      clean = false;
    }
    this.#locked = true;
    this.#clean = clean;
    return true;
  }

  /**
   * Gives the lock back.
   *
   * @throws LockNotOwnedError `ERR_INTERLOOP_LOCK_NOT_OWNED` unless this process holds it
   * @throws the file system's error
   */
  unlock(): void {
    const owner = this.#owner();
    if (owner === undefined) throw new LockNotOwnedError(this.name, 'nobody holds it');
    if (owner !== process.pid) throw new LockNotOwnedError(this.name, `process ${owner} holds it`);
    unlinkSync(this.name);
    this.#locked = false;
  }

  #link(): boolean {
    return attempt(() => symlinkSync(String(process.pid), this.name), 'EEXIST');
  }

  #owner(): number | undefined {
    let target = '';
    const isThere = attempt(() => {
      target = readlinkSync(this.name);
    }, 'ENOENT');
    if (isThere && !/^\d+$/.test(target))
      throw new LockNotOwnedError(this.name, `it leads to ${target}, not to a process`);
    return isThere ? Number(target) : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether it went well; false for the error that was to be expected. */
function attempt(fn: () => unknown, expected: string): boolean {
  try {
    fn();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}
