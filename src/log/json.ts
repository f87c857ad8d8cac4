/**
 * An event as a program reads it.
 */
import { fieldsOf, type LogEvent } from './event.ts';
import { show } from './show.ts';

/** One event as one line of JSON; its `time` is that of ISO 8601 in UTC. */
export function formatJson(event: LogEvent): string {
  const { time, level, system, message } = event;
  const own = { time: new Date(time).toISOString(), level, system, message };
  const error = 'error' in event ? [['error', event.error]] : [];
  const fields = [...error, ...fieldsOf(event)] as [string, unknown][];
  const members = [...Object.entries(own), ...fields].map(
    ([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`,
  );
  return `{${members.join(',')}}\n`;
}

/** A value that JSON cannot hold (a circle, a function, a throwing `toJSON`) is told as text. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, plain) ?? JSON.stringify(show(value));
  } catch {
    return JSON.stringify(show(value));
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause, errors } = value as AggregateError;
  return { name, message, ...(value as object), stack, cause, errors };
}
