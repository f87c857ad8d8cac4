/**
 * What the command line refuses.
 */
import { InterloopError } from './base.ts';

/** A command line that cannot be understood. */
export class UsageError extends InterloopError {
  constructor(message: string) {
    super('ERR_INTERLOOP_USAGE', message);
  }
}

/** The program that was to be run is not there. */
export class ProgramNotFoundError extends InterloopError {
  constructor(program: string, path: string) {
    super('ERR_INTERLOOP_PROGRAM_NOT_FOUND', `There is no program "${program}": nothing was found at ${path}`);
  }
}

/** The operating system would not turn this process into another program. */
export class ExecError extends InterloopError {
  constructor(file: string, reason: string) {
    super('ERR_INTERLOOP_EXEC', `Cannot start ${file}: ${reason}`);
  }
}
