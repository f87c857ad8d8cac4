/** Numbers, on the command line and for people. */
import { UsageError } from './program.ts';

/** The number that an option was given, or `otherwise`. */
export function numberOption(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= most) return value;
  throw new UsageError(`--${name} is a number above 0, at most ${most}, not "${text}"`);
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** So many bytes: `17 bytes`, `1.5 MiB`. */
export function inBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
