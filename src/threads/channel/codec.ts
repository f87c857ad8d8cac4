/**
 * Values as bytes, fast: what most messages are made of, which are small trees of plain objects, arrays, texts and numbers.
 *
 * V8's serializer writes everything that can be cloned, but to make one for a message costs several times what a MessagePort
 * takes for the whole message. So small values of well-known kinds are written here, such that what is read is what a structured
 * clone would be, and all else is left to V8: `write()` gives up at the first thing that it does not know, at an object that it
 * meets twice (whose clone is one object, too, as is that of a circle), and when it gets long.
 */
const BYTES = 8192;
const MOST_OBJECTS = 24;

const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const INTEGER = 4;
const NUMBER = 5;
const LATIN1 = 6;
const UTF16 = 7;
const ARRAY = 8;
const OBJECT = 9;

export const BUFFER: ArrayBuffer = new ArrayBuffer(BYTES);
const bytes = new Uint8Array(BUFFER);
const view = new DataView(BUFFER);
const seen: object[] = [];
let at = 0;
let isWriting = false;

/** Writes a value to the start of {@link BUFFER}; gives the length in bytes, or 0 if this is none for here. */
export function write(value: unknown): number {
  if (isWriting) return 0; // by a getter of what is being written
  isWriting = true;
  at = 0;
  seen.length = 0;
  try {
    return writeValue(value) ? at : 0;
  } finally {
    isWriting = false;
    seen.length = 0;
  }
}

function writeValue(value: unknown): boolean {
  if (at > BYTES - 16) return false;
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value && !Object.is(value, -0)) {
        bytes[at] = INTEGER;
        view.setInt32(at + 1, value, true);
        at += 5;
      } else {
        bytes[at] = NUMBER;
        view.setFloat64(at + 1, value, true);
        at += 9;
      }
      return true;
    case 'string':
      return writeText(value);
    case 'boolean':
      bytes[at++] = value ? TRUE : FALSE;
      return true;
    case 'undefined':
      bytes[at++] = UNDEFINED;
      return true;
    case 'object':
      if (value !== null) return writeObject(value);
      bytes[at++] = NULL;
      return true;
    default:
      return false;
  }
}

function writeText(text: string): boolean {
  const { length } = text;
  if (length * 2 > BYTES - 16 - at) return false;
  const start = at + 3;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return writeWideText(text);
    bytes[start + i] = code;
  }
  bytes[at] = LATIN1;
  view.setUint16(at + 1, length, true);
  at = start + length;
  return true;
}

function writeWideText(text: string): true {
  const { length } = text;
  bytes[at] = UTF16;
  view.setUint16(at + 1, length, true);
  at += 3;
  for (let i = 0; i < length; i++, at += 2) view.setUint16(at, text.charCodeAt(i), true);
  return true;
}

function writeObject(value: object): boolean {
  if (seen.length === MOST_OBJECTS || seen.includes(value)) return false;
  seen.push(value);
  const prototype = Object.getPrototypeOf(value);
  const keys = Object.keys(value);
  if (prototype === Array.prototype && Array.isArray(value)) {
    // No holes, and nothing beside the elements.
    if (keys.length !== value.length) return false;
    writeHead(ARRAY, keys.length);
    for (let i = 0; i < keys.length; i++) if (!(i in value) || !writeValue(value[i])) return false;
    return true;
  }
  if (prototype !== Object.prototype || Symbol.toStringTag in value) return false;
  writeHead(OBJECT, keys.length);
  for (const key of keys) {
    if (key === '__proto__' || at > BYTES - 16 || !writeText(key)) return false;
    if (!writeValue((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function writeHead(kind: number, length: number): void {
  bytes[at] = kind;
  view.setUint16(at + 1, length, true);
  at += 3;
}

/** Reads what {@link write} has written, at the start of {@link BUFFER}. */
export function read(): unknown {
  at = 0;
  return readValue();
}

function readValue(): unknown {
  switch (bytes[at++]) {
    case INTEGER:
      at += 4;
      return view.getInt32(at - 4, true);
    case NUMBER:
      at += 8;
      return view.getFloat64(at - 8, true);
    case LATIN1:
      return readText();
    case UTF16:
      return readWideText();
    case ARRAY:
      return readArray();
    case OBJECT:
      return readObject();
    case TRUE:
      return true;
    case FALSE:
      return false;
    case NULL:
      return null;
    default:
      return undefined;
  }
}

function readLength(): number {
  at += 2;
  return view.getUint16(at - 2, true);
}

function readArray(): unknown[] {
  const length = readLength();
  const array: unknown[] = [];
  for (let i = 0; i < length; i++) array.push(readValue());
  return array;
}

function readObject(): object {
  const length = readLength();
  const object: Record<string, unknown> = {};
  for (let i = 0; i < length; i++) {
    at++;
    const key = bytes[at - 1] === LATIN1 ? readText() : readWideText();
    object[key] = readValue();
  }
  return object;
}

/** Texts that were read of late, above all names of properties: to make one takes longer than to compare it. */
const KNOWN = 512;
const LONGEST_KNOWN = 24;
const known: string[] = Array.from({ length: KNOWN }, () => '');
const latin1 = Buffer.from(BUFFER);

function readText(): string {
  const length = readLength();
  const start = at;
  at += length;
  if (length > LONGEST_KNOWN) return latin1.toString('latin1', start, at);
  let hash = length;
  for (let i = start; i < at; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  const place = (hash ^ (hash >>> 9)) & (KNOWN - 1);
  const candidate = known[place]!;
  if (candidate.length === length && isAt(candidate, start)) return candidate;
  const text = latin1.toString('latin1', start, at);
  known[place] = text;
  return text;
}

function isAt(text: string, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

function readWideText(): string {
  const length = readLength();
  at += 2 * length;
  return latin1.toString('utf16le', at - 2 * length, at);
}
