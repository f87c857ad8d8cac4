/**
 * The arguments of ports and connections, checked before anything is opened.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

export function checkedPort(method: string, port: number, least: number): void {
  if (Number.isInteger(port) && port >= least && port <= 65_535) return;
  throw new InvalidArgumentError(`${method}() takes a port from ${least} to 65535, not ${inspect(port)}`);
}

export function checkedString(what: string, value: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(`The ${what} is a string, not ${inspect(value)}`);
}

export function checkedTimeout(ms: number): void {
  if (typeof ms === 'number' && ms >= 0 && Number.isFinite(ms)) return;
  throw new InvalidArgumentError(`The timeout is a finite number of milliseconds from 0, not ${inspect(ms)}`);
}

export function checkedFactory(factory: unknown, type: new () => unknown): void {
  if (factory instanceof type) return;
  throw new InvalidArgumentError(`This takes a ${type.name}, not ${inspect(factory, { depth: 0 })}`);
}
