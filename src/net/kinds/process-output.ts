/**
 * What a program says, as a Deferred: Twisted's `twisted.internet.utils`.
 *
 * All three close the standard input of the program, after `input` if there is one. Cancelling sends the program a SIGTERM and
 * closes what it writes to.
 */
import { inspect } from 'node:util';
import { Deferred } from '../../deferred/index.ts';
import {
  CannotSpawn,
  InvalidArgumentError,
  type ProcessDone,
  ProcessExitedAlready,
  type ProcessTerminated,
  UnexpectedErrorOutput,
} from '../../errors.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { spawnProcess } from './process.ts';
import { ProcessProtocol } from './process-protocol.ts';
import type { ProgramOptions } from './process-start.ts';

/** How a program is run whose output is wanted. */
export interface ProcessOutputOptions extends ProgramOptions {
  /** What the program finds on its standard input. Default: nothing. */
  readonly input?: Uint8Array | string;
  /** Whose shutdown lets go of it. Default: `reactor`. */
  readonly reactor?: Reactor;
}

/** How {@link getProcessOutput} runs a program. */
export interface GetProcessOutputOptions extends ProcessOutputOptions {
  /** Whether what the program writes to its standard error is wanted, too, instead of being a failure. Default: false. */
  readonly errorToo?: boolean;
}

/**
 * Runs a program; fires with what it has written to its standard output when it has ended, with whatever exit code.
 *
 * @returns fails with an UnexpectedErrorOutput as soon as the program writes to its standard error, unless `errorToo` is true; with
 *   a ProcessTerminated if a signal has ended it; with a CannotSpawn
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
 * @example
 * import { getProcessOutput } from 'interloop';
 *
 * const output = await getProcessOutput('sort', { input: 'pear\napple\n' });
 * console.log(String(output).split('\n')); // [ 'apple', 'pear', '' ]
 */
export function getProcessOutput(executable: string, options: GetProcessOutputOptions = {}): Deferred<Buffer> {
  const pieces: Buffer[] = [];
  return run<Buffer>(executable, options, {
    received: (childFD, data, { outcome, transport }) => {
      if (childFD === 1 || options.errorToo) pieces.push(data);
      else if (!outcome.called) {
        outcome.errback(new UnexpectedErrorOutput(executable, String(data)));
        transport.loseConnection();
      }
    },
    result: () => Buffer.concat(pieces),
  });
}

/**
 * Runs a program; fires with its exit code. What it writes is dropped.
 *
 * @returns fails with a ProcessTerminated if a signal has ended it, and with a CannotSpawn
 * @throws what {@link getProcessOutput} throws
 * @example
 * import { getProcessValue } from 'interloop';
 *
 * console.log(await getProcessValue('test', { args: ['-d', '/no/such/folder'] })); // 1
 */
export function getProcessValue(executable: string, options: ProcessOutputOptions = {}): Deferred<number> {
  return run(executable, options, { received: () => {}, result: (exitCode) => exitCode });
}

/**
 * Runs a program; fires with what it has written to its standard output and to its standard error, and with its exit code.
 *
 * @returns fails with a ProcessTerminated if a signal has ended it, and with a CannotSpawn
 * @throws what {@link getProcessOutput} throws
 * @example
 * import { getProcessOutputAndValue } from 'interloop';
 *
 * const args = ['-c', 'echo done; echo careful >&2; exit 3'];
 * const [output, errorOutput, exitCode] = await getProcessOutputAndValue('sh', { args });
 * console.log(String(output).trim(), String(errorOutput).trim(), exitCode); // done careful 3
 */
export function getProcessOutputAndValue(
  executable: string,
  options: ProcessOutputOptions = {},
): Deferred<[output: Buffer, errorOutput: Buffer, exitCode: number]> {
  const pieces: { [childFD: number]: Buffer[] } = { 1: [], 2: [] };
  return run<[Buffer, Buffer, number]>(executable, options, {
    received: (childFD, data) => pieces[childFD]?.push(data),
    result: (exitCode) => [Buffer.concat(pieces[1]!), Buffer.concat(pieces[2]!), exitCode],
  });
}

/** What becomes of a program's output, and of its end. */
interface Gatherer<Result> {
  received(childFD: number, data: Buffer, gathering: Gathering<Result>): void;
  result(exitCode: number): Result;
}

class Gathering<Result> extends ProcessProtocol {
  readonly outcome: Deferred<Result>;
  readonly #gatherer: Gatherer<Result>;
  readonly #input: Uint8Array | string;

  constructor(gatherer: Gatherer<Result>, input: Uint8Array | string) {
    super();
    this.outcome = new Deferred<Result>(() => this.#giveUp());
    this.#gatherer = gatherer;
    this.#input = input;
  }

  override connectionMade(): void {
    this.transport.write(this.#input);
    this.transport.closeStdin();
  }

  override childDataReceived(childFD: number, data: Buffer): void {
    this.#gatherer.received(childFD, data, this);
  }

  override processEnded(reason: Error): void {
    if (this.outcome.called) return;
    const { exitCode } = reason as ProcessDone | ProcessTerminated;
    if (reason instanceof CannotSpawn || exitCode === null) this.outcome.errback(reason);
    else this.outcome.callback(this.#gatherer.result(exitCode));
  }

  #giveUp(): void {
    try {
      this.transport.signalProcess('TERM');
    } catch (error) {
      if (!(error instanceof ProcessExitedAlready)) throw error;
    }
    this.transport.loseConnection();
  }
}

function run<Result>(executable: string, options: ProcessOutputOptions, gatherer: Gatherer<Result>): Deferred<Result> {
  const { reactor = theReactor, input = '', ...how } = options;
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    throw new InvalidArgumentError(`The input of a program is bytes or a string, not ${inspect(input)}`);
  }
  const gathering = new Gathering(gatherer, input);
  gathering.transport = spawnProcess(reactor, gathering, executable, how);
  return gathering.outcome;
}
