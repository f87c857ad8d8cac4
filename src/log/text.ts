/**
 * An event as a person reads it.
 *
 * The first line begins with the time, all others with a tab, so that a search shows where an event begins and nobody can
 * forge one by logging a line break.
 */
import { fieldsOf, type LogEvent, type LogLevel } from './event.ts';
import { oneLine, printable, show, showShort, summary } from './show.ts';

type Paint = (text: string) => string;

const paint =
  (code: string): Paint =>
  (text) =>
    text && `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

const DIM = paint('2');
const SYSTEM = paint('36');
const LEVELS: Readonly<Record<LogLevel, Paint>> = {
  debug: paint('2'),
  info: paint('32'),
  warn: paint('33'),
  error: paint('31'),
  critical: paint('1;31'),
};

/** One event with the line break at its end: `2026-11-20 09:22:07.250+0000 info  [http] 12 bytes request=7`. */
export function formatText(event: LogEvent, color: boolean = false): string {
  const [dim, system, level] = color ? [DIM, SYSTEM, LEVELS[event.level]] : [plain, plain, plain];
  const [first, ...rest] = printable(textOf(event)).split('\n');
  const fields = fieldsOf(event).map(([name, value]) => ` ${oneLine(name)}=${showShort(value)}`);
  const head = [
    dim(localTime(event.time)),
    level(event.level.padEnd(5)),
    system(`[${oneLine(event.system)}]`),
    `${first}${dim(fields.join(''))}`,
  ];
  return `${[head.join(' '), ...rest].join('\n\t')}\n`;
}

/** The message and, if something was thrown, that with its stack. */
function textOf(event: LogEvent): string {
  if (!('error' in event)) return event.message;
  const shown = show(event.error);
  return event.message === summary(event.error) ? shown : `${event.message}: ${shown}`;
}

/** As a clock on the wall shows it, with what that differs from UTC. */
function localTime(time: number): string {
  const offset = -new Date(time).getTimezoneOffset();
  const local = new Date(time + offset * 60_000).toISOString().slice(0, -1).replace('T', ' ');
  const hours = String(Math.trunc(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${hours}${minutes}`;
}
