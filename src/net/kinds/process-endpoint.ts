/**
 * A program as the other side of a connection: what it writes to its standard output is received, what is sent it finds on its
 * standard input.
 *
 * The connection lasts as long as the process. Its protocol is told of the end when the process has ended, whoever began with
 * that, and the reason is that of the process, unless that has ended with exit code 0. A program need not read all of its
 * input: what it does not take is dropped, and what it writes is received all the same.
 */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inspect } from 'node:util';
import { Deferred } from '../../deferred/index.ts';
import { InvalidArgumentError, NoProtocol, ProcessExitedAlready, ProcessTerminated } from '../../errors.ts';
import { Logger } from '../../log/index.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { UNIXAddress } from '../address.ts';
import { type ClientEndpoint, tellWhenMade } from '../endpoints/endpoint.ts';
import { type Factory, protocolFor } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import { registryOf } from '../registry.ts';
import { StreamTransport } from '../stream-transport.ts';
import { type ProgramOptions, reasonOf, sendSignal, startProgram } from './process-start.ts';
import { endStream, StreamPair } from './stream-pair.ts';

/** How a {@link ProcessEndpoint} starts its program. */
export interface ProcessEndpointOptions extends ProgramOptions {
  /**
   * What becomes of standard error: each piece is logged as a warning, by default; it goes where that of this process goes; or it is
   * dropped.
   */
  readonly stderr?: 'log' | 'inherit' | 'ignore';
  /** Whose shutdown ends the connection. Default: `reactor`. */
  readonly reactor?: Reactor;
}

/**
 * A program to be started for each connection, which talks by its standard input and output.
 *
 * @example
 * import { connectProtocol, ProcessEndpoint, Protocol } from 'interloop';
 *
 * class Calculation extends Protocol {
 *   connectionMade() {
 *     this.transport.write('6 * 7\n');
 *   }
 *   dataReceived(data) {
 *     console.log(String(data).trim()); // 42
 *     this.transport.loseConnection();
 *   }
 * }
 * const args = ['-c', 'read -r line; echo $(($line))'];
 * await connectProtocol(new ProcessEndpoint('sh', { args }), new Calculation());
 */
export class ProcessEndpoint implements ClientEndpoint {
  readonly #executable: string;
  readonly #options: ProcessEndpointOptions;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(executable: string, options: ProcessEndpointOptions = {}) {
    const { stderr = 'log' } = options;
    if (!['log', 'inherit', 'ignore'].includes(stderr)) {
      throw new InvalidArgumentError(`stderr is 'log', 'inherit' or 'ignore', not ${inspect(stderr)}`);
    }
    this.#executable = executable;
    this.#options = options;
  }

  /**
   * Starts the program; fails with a CannotSpawn, or a NoProtocol if the factory refuses. The protocol's transport is a
   * ProcessStreamTransport.
   *
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
   */
  connect(factory: Factory): Deferred<Protocol> {
    const { reactor = theReactor } = this.#options;
    registryOf(reactor).check('connect');
    const outcome = new Deferred<Protocol>();
    const lost = (reason: Error): void => {
      factory.doStop();
      if (!outcome.called) outcome.errback(reason);
    };
    factory.doStart();
    try {
      this.#start(reactor, protocolFrom(factory, this.#executable), outcome, lost);
    } catch (error) {
      lost(error as Error);
    }
    return outcome;
  }

  /** The name of the program. */
  toString(): string {
    return this.#executable;
  }

  #start(reactor: Reactor, protocol: Protocol, outcome: Deferred<Protocol>, lost: (reason: Error) => void): void {
    const { reactor: _, stderr = 'log', ...how } = this.#options;
    const stdio: StdioOptions = ['pipe', 'pipe', stderr === 'log' ? 'pipe' : stderr];
    const child = startProgram(this.#executable, how, stdio, lost);
    if (!child) return;
    if (child.stderr) logEach(child.stderr, this.#executable);
    const transport = new ProcessStreamTransport(child);
    const registry = registryOf(reactor);
    registry.add(transport);
    tellWhenMade(protocol, outcome);
    transport.open(protocol, (reason) => {
      registry.delete(transport);
      lost(reason);
    });
  }
}

/** A child process as a transport: what a protocol gets from a {@link ProcessEndpoint}. */
export class ProcessStreamTransport extends StreamTransport {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    const pair = new ChildPair(child);
    super(pair, NAMELESS, NAMELESS);
    this.#child = child;
    pair.onExit = (reason) => reason instanceof ProcessTerminated && this.fail(reason);
  }

  /** The number of the process. */
  get pid(): number {
    return this.#child.pid as number;
  }

  /**
   * Sends a signal.
   *
   * @param signal a name as in `TERM`, `KILL`, `INT`, also with `SIG` before it, or a number
   * @throws ProcessExitedAlready `ERR_INTERLOOP_PROCESS_EXITED`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if there is no such signal
   * @throws what the system says, if this process may not do that
   */
  signalProcess(signal: string | number): void {
    if (hasExited(this.#child)) throw new ProcessExitedAlready();
    sendSignal(this.#child, signal);
  }

  /** Kills the process, so that the connection ends at once. */
  override abortConnection(): void {
    super.abortConnection();
    if (!hasExited(this.#child)) sendSignal(this.#child, 'KILL');
  }

  /** For the reactor's shutdown, which does not kill. */
  override shutDown(): void {
    super.shutDown();
    this.#child.stderr?.destroy();
    this.#child.unref();
  }
}

const NAMELESS = new UNIXAddress('');

class ChildPair extends StreamPair {
  onExit: ((reason: Error) => void) | undefined;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super(child.stdout as Readable, child.stdin as Writable);
    this.#child = child;
  }

  protected override refused(): void {}

  protected override finish(done: () => void): void {
    endStream(this.#child.stdin as Writable, done);
  }

  protected override release(done: () => void): void {
    const { stdin, stdout, exitCode, signalCode } = this.#child;
    const ended = (): void => {
      this.onExit?.(reasonOf(this.#child.exitCode, this.#child.signalCode));
      done();
    };
    stdin?.on('error', () => {}).destroy();
    stdout?.on('error', () => {}).destroy();
    if (exitCode === null && signalCode === null) this.#child.once('exit', ended);
    else ended();
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function logEach(stderr: Readable, executable: string): void {
  const log = new Logger(executable);
  stderr.setEncoding('utf8').on('data', (text: string) => log.warn(text.trimEnd()));
}

function protocolFrom(factory: Factory, executable: string): Protocol {
  const protocol = protocolFor(factory, NAMELESS);
  if (!protocol) throw new NoProtocol(executable);
  return protocol;
}
