/** Figures and lines for a person, coloured where the terminal can. */
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'cyan' | 'green' | 'yellow' | 'red';

export function paint(style: Style, text: string): string {
  return process.stdout.isTTY && process.stdout.hasColors() ? styleText(style, text) : text;
}

export const count = (value: number): string => Math.round(value).toLocaleString('en');
export const mebibytes = (bytes: number): string => `${count(bytes / 1024 / 1024)} MiB`;
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

const BLOCKS = [...'▁▂▃▄▅▆▇█'];

/** One character a value; `level` tells how high, from 0 to 1. */
export function strip(values: readonly number[], length: number, level: (value: number) => number): string {
  const block = (value: number) => BLOCKS[Math.min(7, Math.max(0, Math.round(level(value) * 7)))];
  return values.slice(-length).map(block).join('').padEnd(length);
}

/** `share` of a line, from 0 to 1. */
export function bar(share: number, length: number): string {
  const done = Math.min(length, Math.round(share * length));
  return paint('cyan', '━'.repeat(done)) + paint('dim', '─'.repeat(length - done));
}
