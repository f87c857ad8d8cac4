/**
 * Whoever waits for a descriptor that they opened themselves: Twisted's readers and writers.
 *
 * A descriptor is waited for once, however many wait for it: one reader and one writer, which are mostly the same object.
 * What decides what happens when it is ready is Twisted's: first `doRead()`, then `doWrite()`; what they return as an Error, or
 * throw, disconnects, and so does a descriptor that has nothing to read and whose other side is gone.
 *
 * **Closed behind our back.** A descriptor is to be removed before it is closed. If it is not, its number may be given to
 * another file, which `doRead()` would then read from. So it is armed anew before anybody is called, which fails in that case,
 * and whoever waited for it is told by a DescriptorGone. The same check comes first when somebody else is added by that number.
 */
import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';
import { CannotWatch, ConnectionDone, ConnectionLost, DescriptorGone, InvalidArgumentError } from '../../errors.ts';
import { callWithLogger, err, type HasLogPrefix } from '../../log/index.ts';
import type { Reactor } from '../../reactor/index.ts';
import { type OpenThing, type Registry, registryOf } from '../registry.ts';
import { BROKEN, HUNG_UP, READABLE, Watch, WRITABLE } from './descriptor-set.ts';

/** Something with a descriptor. */
export interface FileDescriptor {
  /** The number of the descriptor; -1 when it is closed. */
  fileno(): number;
  /** It was removed, as it cannot go on: why. Not called when it is removed by whoever added it. */
  connectionLost(reason: Error): void;
  /** What its events have as `system` in the log. */
  logPrefix?(): string;
}

/** Something that reads from a descriptor when there is something to read. */
export interface ReadDescriptor extends FileDescriptor {
  /** Reads without blocking. An Error that it returns, or throws, disconnects it. */
  doRead(): unknown;
  /** The other side sends nothing more. Whoever has this method is removed as a reader only. */
  readConnectionLost?(reason: Error): void;
}

/** Something that writes to a descriptor when that can take something. */
export interface WriteDescriptor extends FileDescriptor {
  /** Writes without blocking. An Error that it returns, or throws, disconnects it. */
  doWrite(): unknown;
}

type Role = 'reader' | 'writer';

const METHOD = { reader: 'doRead', writer: 'doWrite' } as const;

/** Whoever waits, in which role. */
interface Waiter {
  readonly object: ReadDescriptor & WriteDescriptor;
  readonly entry: Entry;
  /** The async context in which it was added. */
  readonly context: AsyncResource;
}

/** One descriptor, and who waits for it. */
class Entry {
  readonly fd: number;
  readonly waiters: { [role in Role]?: Waiter } = {};
  watch!: Watch;
  /** Its reader was called when the other side was gone. */
  hasReadToTheEnd = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  get interest(): number {
    return (this.waiters.reader ? READABLE : 0) | (this.waiters.writer ? WRITABLE : 0);
  }
}

/** The readers and writers of a reactor. */
export class Descriptors implements OpenThing {
  readonly #registry: Registry;
  readonly #entries = new Map<number, Entry>();
  readonly #waiters = { reader: new Map<object, Waiter>(), writer: new Map<object, Waiter>() };

  constructor(reactor: Reactor) {
    this.#registry = registryOf(reactor);
  }

  add(role: Role, object: ReadDescriptor | WriteDescriptor): void {
    this.#registry.check(role === 'reader' ? 'addReader' : 'addWriter');
    const fd = checkedDescriptor(role, object);
    const before = this.#waiters[role].get(object);
    if (before && before.entry.fd !== fd) this.remove(role, object);
    const entry = this.#entryFor(fd, role, object);
    const context = new AsyncResource('Descriptor');
    const waiter = { object: object as Waiter['object'], entry, context };
    entry.waiters[role] = waiter;
    if (entry.watch) entry.watch.arm(entry.interest);
    else entry.watch = new Watch(fd, entry.interest, (state) => this.#ready(entry, state));
    this.#waiters[role].set(object, waiter);
    this.#entries.set(fd, entry);
    this.#registry.add(this);
  }

  remove(role: Role, object: object): void {
    const entry = this.#waiters[role].get(object)?.entry;
    if (!entry) return;
    this.#waiters[role].delete(object);
    delete entry.waiters[role];
    if (entry.interest !== 0) entry.watch.arm(entry.interest);
    else this.#drop(entry);
  }

  all<Object>(role: Role): Object[] {
    return Array.from(this.#waiters[role].values(), ({ object }) => object as Object);
  }

  removeAll(): (ReadDescriptor | WriteDescriptor)[] {
    return this.#takeAll().map(({ object }) => object);
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    for (const waiter of this.#takeAll()) tell(waiter, 'connectionLost', new ConnectionLost('The reactor has stopped'));
  }

  /** The entry of this number, if it still stands for the same file and has room; else a new one. */
  #entryFor(fd: number, role: Role, object: object): Entry {
    const entry = this.#entries.get(fd);
    if (entry && !entry.watch.arm(entry.interest)) this.#gone(entry, object);
    else if (entry) {
      const other = entry.waiters[role];
      if (other && other.object !== object)
        throw new CannotWatch(fd, `it has another ${role}, ${inspect(other.object)}`);
      return entry;
    }
    return new Entry(fd);
  }

  #ready(entry: Entry, state: number): void {
    const { reader } = entry.waiters;
    if (!entry.watch.arm(entry.interest)) this.#gone(entry);
    else if (state & (HUNG_UP | BROKEN) && (!(state & READABLE) || isAtItsEnd(entry, state))) {
      const isDone = reader && !(state & BROKEN);
      const reason = isDone ? new ConnectionDone() : new ConnectionLost('The other side of the descriptor is gone');
      this.#disconnect((reader ?? entry.waiters.writer)!, reason, reader !== undefined);
    } else {
      if (state & READABLE && reader) this.#call(reader, 'reader');
      if (state & WRITABLE && entry.waiters.writer) this.#call(entry.waiters.writer, 'writer');
    }
  }

  #call(waiter: Waiter, role: Role): void {
    const why = inContext(waiter, () => {
      const { object, entry } = waiter;
      try {
        return object.fileno() === entry.fd ? object[METHOD[role]]() : new DescriptorGone(entry.fd);
      } catch (error) {
        err(error, `while calling ${METHOD[role]} of ${object.constructor.name}`);
        return error instanceof Error ? error : new Error(inspect(error), { cause: error });
      }
    });
    if (why instanceof Error) this.#disconnect(waiter, why, role === 'reader');
  }

  #disconnect(waiter: Waiter, reason: Error, isRead: boolean): void {
    const { object } = waiter;
    this.remove('reader', object);
    if (isRead && reason instanceof ConnectionDone && object.readConnectionLost) {
      tell(waiter, 'readConnectionLost', reason);
    } else {
      this.remove('writer', object);
      tell(waiter, 'connectionLost', reason);
    }
  }

  /** The number does not stand for the file any more. `but` knows, as it comes with the new one. */
  #gone(entry: Entry, but?: object): void {
    const waiters = Object.values(entry.waiters);
    for (const role of ['reader', 'writer'] as const) this.#waiters[role].delete(entry.waiters[role]?.object as object);
    this.#drop(entry);
    for (const waiter of differing(waiters)) {
      if (waiter.object !== but) tell(waiter, 'connectionLost', new DescriptorGone(entry.fd));
    }
  }

  #drop(entry: Entry): void {
    entry.watch.close();
    this.#entries.delete(entry.fd);
    if (this.#entries.size === 0) this.#registry.delete(this);
  }

  #takeAll(): Waiter[] {
    const waiters = Object.values(this.#waiters).flatMap((each) => [...each.values()]);
    for (const entry of [...this.#entries.values()]) this.#drop(entry);
    for (const each of Object.values(this.#waiters)) each.clear();
    return differing(waiters);
  }
}

/**
 * A terminal whose other side is gone, as a serial line that was unplugged, stays readable for ever, and so does a socket. Who reads is
 * called once to see that, and may tell a better reason than we know.
 */
function isAtItsEnd(entry: Entry, state: number): boolean {
  if (!(state & HUNG_UP)) return false;
  const isSecondTime = entry.hasReadToTheEnd;
  entry.hasReadToTheEnd = true;
  return isSecondTime && entry.watch.isDrained;
}

/** One of each object. */
function differing(waiters: readonly Waiter[]): Waiter[] {
  return [...new Map(waiters.map((waiter) => [waiter.object, waiter])).values()];
}

function inContext<Result>({ object, context }: Waiter, fn: () => Result): Result | undefined {
  return context.runInAsyncScope(() => (object.logPrefix ? callWithLogger(object as HasLogPrefix, fn) : fn()));
}

function tell(waiter: Waiter, method: 'connectionLost' | 'readConnectionLost', reason: Error): void {
  inContext(waiter, () => {
    try {
      waiter.object[method]?.(reason);
    } catch (error) {
      err(error, `while calling ${method} of ${waiter.object.constructor.name}`);
    }
  });
}

function checkedDescriptor(role: Role, object: ReadDescriptor | WriteDescriptor): number {
  const methods = ['fileno', METHOD[role], 'connectionLost'];
  const missing = methods.find((name) => typeof (object as unknown as Record<string, unknown>)?.[name] !== 'function');
  if (missing !== undefined) {
    throw new InvalidArgumentError(`A ${role} is an object with ${methods.join('(), ')}(), not ${inspect(object)}`);
  }
  const fd = object.fileno();
  if (Number.isInteger(fd) && fd >= 0 && fd <= 0x7fffffff) return fd;
  throw new CannotWatch(inspect(fd), 'a descriptor is an integer from 0');
}
