import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';

/** The bytes, or the text as UTF-8, that `method` was given. */
export function bytesOf(method: string, data: Uint8Array | string): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof Uint8Array) return data;
  throw new InvalidArgumentError(`${method}() takes bytes or a string, not ${inspect(data)}`);
}
