/**
 * A value on its way into the shared memory of a channel, and out of it.
 *
 * It is cloned when it is sent, with what is to be moved: that is gone here as soon as the value is in the memory. Of what can be moved, only
 * the bytes of an ArrayBuffer can be laid down there.
 */
import { inspect, types } from 'node:util';
import { Deserializer, Serializer } from 'node:v8';
import { NotCloneableError, TooLargeError } from '../../errors.ts';
import { type Packed, packError, unpackError } from '../../messages/packed-error.ts';
import { transferListOf } from '../../messages/transfer.ts';
import { BUFFER, read, write } from './codec.ts';
import { type Memory, SERIALIZED, THROWN } from './memory.ts';

const SMALL_WORDS = new Int32Array(BUFFER);
const SMALL_BYTES = new Uint8Array(BUFFER);
const SHORT_TEXT = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 40, maxArrayLength: 3 };
const STAYS =
  'functions, ports, files and shared memory do not go through a channel; ' +
  'send data, and a reference of threadModule() instead of a function';
/** Up to this many bytes are copied one word after the other. */
const SHORT = 256;

export class Load {
  readonly length: number;
  readonly flags: number;
  readonly #moved: readonly unknown[];
  #bytes: Uint8Array | undefined;

  /**
   * @param call what was called, for example `send() of jobs`
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws TooLargeError `ERR_INTERLOOP_TOO_LARGE`
   */
  constructor(value: unknown, isThrown: boolean, memory: Memory, call: string) {
    const content = isThrown ? packError(value) : value;
    this.#moved = transferListOf([value]);
    checkMoved(this.#moved, call);
    const length = this.#moved.length > 0 ? 0 : write(content);
    this.#bytes = length > 0 ? undefined : serialize(content, call);
    this.length = this.#bytes?.length ?? length;
    this.flags = (isThrown ? THROWN : 0) | (this.#bytes ? SERIALIZED : 0);
    if (this.length > memory.bytes.length) throw new TooLargeError(call, this.length, memory.bytes.length);
  }

  /** To be called before anything else is sent or received, if it did not go off at once. */
  keep(): this {
    this.#bytes ??= SMALL_BYTES.slice(0, this.length);
    return this;
  }

  /** Writes it to a place in the ring of bytes, where there is room for it in one piece. */
  copyTo(memory: Memory, position: number): void {
    const start = position & (memory.bytes.length - 1);
    if (this.#bytes !== undefined) memory.bytes.set(this.#bytes, start);
    else if (this.length > SHORT) memory.bytes.set(SMALL_BYTES.subarray(0, this.length), start);
    else for (let i = 0, to = start >> 2; i << 2 < this.length; i++) memory.data[to + i] = SMALL_WORDS[i]!;
  }

  /** It is in the memory: what was to be moved is here no more. */
  leave(): void {
    if (this.#moved.length > 0) structuredClone(null, { transfer: [...(this.#moved as ArrayBuffer[])] });
  }
}

/** A value that was taken out, and is read after the lock was given back. */
export class Unloading {
  #flags = 0;
  #bytes: Uint8Array | undefined = undefined;

  copyFrom(memory: Memory, position: number, length: number, flags: number): void {
    const start = position & (memory.bytes.length - 1);
    this.#flags = flags;
    this.#bytes = undefined;
    if (flags & SERIALIZED) this.#bytes = memory.bytes.slice(start, start + length);
    else if (length > SHORT) SMALL_BYTES.set(memory.bytes.subarray(start, start + length));
    else for (let i = 0, from = start >> 2; i << 2 < length; i++) SMALL_WORDS[i] = memory.data[from + i]!;
  }

  get isThrown(): boolean {
    return (this.#flags & THROWN) !== 0;
  }

  /** The value; of one that is thrown, the error. */
  read(): unknown {
    const value = this.#bytes === undefined ? read() : deserialize(this.#bytes);
    return this.isThrown ? unpackError(value as Packed) : value;
  }
}

/** The error that a channel was closed with, as bytes of a limited length. */
export function packCause(error: unknown, most: number): Uint8Array {
  const all = serialize(packError(error), 'close()');
  if (all.length <= most) return all;
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const short = Object.assign(new Error(message.slice(0, most / 8)), { name: name.slice(0, 100) });
  short.stack = stack?.slice(0, most / 8) ?? '';
  return serialize(packError(short), 'close()');
}

export function unpackCause(bytes: Uint8Array): unknown {
  return unpackError(deserialize(bytes.slice()) as Packed);
}

function checkMoved(list: readonly unknown[], call: string): void {
  const other = list.find((each) => !types.isArrayBuffer(each));
  if (other === undefined) return;
  throw new NotCloneableError(`What is to be moved by ${call} (${inspect(other, SHORT_TEXT)})`, undefined, STAYS);
}

function serialize(value: unknown, call: string): Uint8Array {
  try {
    const serializer = new ValueSerializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    return serializer.releaseBuffer();
  } catch (error) {
    throw new NotCloneableError(`The value for ${call} (${inspect(value, SHORT_TEXT)})`, error, STAYS);
  }
}

function deserialize(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** What is tied to a thread, or is memory itself, cannot be written down. */
class ValueSerializer extends Serializer {
  _writeHostObject(object: object): never {
    throw new DOMException(`${object.constructor?.name ?? 'An object'} could not be cloned.`, 'DataCloneError');
  }

  _getSharedArrayBufferId(): never {
    throw new DOMException('A SharedArrayBuffer could not be cloned.', 'DataCloneError');
  }
}
