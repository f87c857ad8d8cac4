/**
 * What has been logged as an error.
 */
import { addObserver } from 'interloop';

const errors: [why: string, error: unknown][] = [];

addObserver(({ level, message, error }) => {
  if (level === 'error') errors.push([message, error]);
});

/** Forgets what was there, and returns what gives the errors since, each once. */
export function logged(): () => [why: string, error: unknown][] {
  errors.length = 0;
  return () => errors.splice(0);
}
