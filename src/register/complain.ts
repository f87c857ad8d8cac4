/**
 * Errors for a person at a terminal: the code and the way out, no stack trace.
 */
import { InterloopError } from '../errors.ts';

const USAGE = ['ERR_INTERLOOP_USAGE', 'ERR_INTERLOOP_UNKNOWN_HOST', 'ERR_INTERLOOP_INVALID_ARGUMENT'];

/** Writes the error to stderr and tells the exit code: 2 for a wrong command line, 1 for everything else. */
export function complain(error: unknown): 1 | 2 {
  if (!(error instanceof InterloopError)) throw error;
  process.stderr.write(`interloop: [${error.code}] ${error.message}\n`);
  return USAGE.includes(error.code) ? 2 : 1;
}
