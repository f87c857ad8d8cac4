/**
 * Child processes: Twisted's `spawnProcess` on `node:child_process`.
 *
 * Each descriptor that the process shares with this side is a stream; Node makes them of pairs of sockets where Twisted makes
 * pipes, which a program does not notice, unless it opens `/dev/stdin` anew.
 *
 * **The end** is two things. The process has ended (`processExited`); and all streams are closed (`childConnectionLost` for each).
 * `processEnded` comes when both are there, in whichever order. Node's own `close` event would come before the last stream has
 * told that it is closed, so the streams are counted here.
 *
 * **The shutdown of the reactor** closes the streams and lets go of the process, which no longer keeps this one alive. It is not
 * killed, as in Twisted: who wants that does it in a trigger `before` the shutdown, which can wait for `processEnded`.
 */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { InvalidArgumentError, ProcessExitedAlready } from '../../errors.ts';
import type { Reactor } from '../../reactor/index.ts';
import { ProducerSlot, type PullProducer, type PushProducer } from '../producers.ts';
import { type OpenThing, type Registry, registryOf } from '../registry.ts';
import { callProtocol, ProcessProtocol } from './process-protocol.ts';
import { type ProgramOptions, reasonOf, sendSignal, startProgram } from './process-start.ts';

/**
 * What a process finds at a descriptor: `w`, this side writes to it; `r`, this side reads from it; or a descriptor of this process,
 * which both have then.
 */
export type ChildFD = 'r' | 'w' | number;

/** How {@link Reactor.spawnProcess} starts a program. */
export interface SpawnProcessOptions extends ProgramOptions {
  /**
   * What the process finds at its descriptors. Default: `{ 0: 'w', 1: 'r', 2: 'r' }`. Those of 0, 1 and 2 that are left out are
   * empty; others are closed.
   */
  readonly childFDs?: Readonly<Record<number, ChildFD>>;
}

const STANDARD: Readonly<Record<number, ChildFD>> = { 0: 'w', 1: 'r', 2: 'r' };
const LARGEST_FD = 1023;

/** A child process, and the transport of its protocol: what `reactor.spawnProcess()` returns. */
export class ProcessTransport implements OpenThing, PushProducer {
  /** Who is told. */
  readonly protocol: ProcessProtocol;
  /** The number of the process, also when it has ended; `undefined` if it could not be started. */
  readonly pid: number | undefined;
  readonly #registry: Registry;
  readonly #child: ChildProcess | undefined;
  readonly #fds: Readonly<Record<number, ChildFD>>;
  /** Those that are open. */
  readonly #streams = new Map<number, Socket>();
  readonly #producer = new ProducerSlot();
  #isPaused = false;
  #isClosing = false;
  #reason: Error | undefined;

  constructor(reactor: Reactor, protocol: ProcessProtocol, executable: string, options: SpawnProcessOptions) {
    this.protocol = protocol;
    this.#registry = registryOf(reactor);
    this.#fds = options.childFDs ?? STANDARD;
    this.#child = startProgram(executable, options, stdioOf(this.#fds), (error) => {
      this.#reason = error;
      protocol.transport = this;
      callProtocol(protocol, 'processEnded', error);
    });
    this.pid = this.#child?.pid;
    if (this.#child) this.#open(this.#child);
  }

  /** Writes bytes, or text as UTF-8, to standard input. */
  write(data: Uint8Array | string): void {
    this.writeToChild(0, data);
  }

  /** Writes several pieces to standard input. */
  writeSequence(data: Iterable<Uint8Array | string>): void {
    for (const piece of data) this.write(piece);
  }

  /**
   * Writes bytes, or text as UTF-8, to a descriptor of the process. Does nothing when that is closed.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless `childFDs` says that this side writes there
   */
  writeToChild(childFD: number, data: Uint8Array | string): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`A process is sent bytes or a string, not ${inspect(data)}`);
    }
    if (this.#fds[childFD] !== 'w') {
      throw new InvalidArgumentError(`Descriptor ${inspect(childFD)} of the process is not written to, see childFDs`);
    }
    const stream = this.#streams.get(childFD);
    if (!stream?.writable || data.length === 0) return;
    if (childFD === 0 && this.#producer.isTaken) {
      stream.write(data, this.#onWritten);
      this.#producer.written(stream.writableLength);
    } else stream.write(data);
  }

  /** Closes standard input when all that was written to it is sent and no producer is registered. */
  closeStdin(): void {
    this.closeChildFD(0);
  }

  /** Closes standard output: what the process writes there is an error for it. */
  closeStdout(): void {
    this.closeChildFD(1);
  }

  /** Closes standard error: what the process writes there is an error for it. */
  closeStderr(): void {
    this.closeChildFD(2);
  }

  /** Closes a descriptor; if it is written to, when all is sent. Does nothing if it is closed or was never open. */
  closeChildFD(childFD: number): void {
    const stream = this.#streams.get(childFD);
    if (!stream) return;
    if (this.#fds[childFD] === 'r') stream.destroy();
    else if (childFD === 0 && this.#producer.isTaken) this.#isClosing = true;
    else stream.end(() => stream.destroy());
  }

  /** Closes standard input, output and error. The process ends if it notices; a signal is clearer. */
  loseConnection(): void {
    for (const childFD of [0, 2, 1]) this.closeChildFD(childFD);
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
    if (!this.#child || this.#reason) throw new ProcessExitedAlready();
    sendSignal(this.#child, signal);
  }

  /**
   * Has a producer write to standard input, which is told when it may: a push producer if `streaming`, else a pull producer.
   *
   * @throws ProducerAlreadyRegistered `ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED`
   */
  registerProducer(producer: PullProducer, streaming: boolean): void {
    if (!this.#streams.get(0)?.writable) producer.stopProducing();
    else {
      this.#producer.register(producer, streaming);
      this.#producer.start();
    }
  }

  /** The producer has ended. */
  unregisterProducer(): void {
    this.#producer.unregister();
    if (this.#isClosing) this.closeStdin();
  }

  /** Receives nothing before {@link resumeProducing}: the process has to wait when the system keeps no more. */
  pauseProducing(): void {
    this.#isPaused = true;
    for (const stream of this.#read()) stream.pause();
  }

  /** Goes on receiving. */
  resumeProducing(): void {
    this.#isPaused = false;
    for (const stream of this.#read()) stream.resume();
  }

  /** The same as {@link loseConnection}. */
  stopProducing(): void {
    this.loseConnection();
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    this.#child?.unref();
    for (const [childFD, stream] of this.#streams) {
      stream.destroy();
      this.#closed(childFD);
    }
  }

  #open(child: ChildProcess): void {
    this.#registry.add(this);
    for (const [key, way] of Object.entries(this.#fds)) {
      if (typeof way !== 'number') this.#listen(Number(key), way, child.stdio[Number(key)] as Socket);
    }
    child.once('exit', (exitCode, signal) => {
      const reason = reasonOf(exitCode, signal);
      this.#reason = reason;
      callProtocol(this.protocol, 'processExited', reason);
      this.#endIfDone();
    });
    callProtocol(this.protocol, 'makeConnection', this);
  }

  #listen(childFD: number, way: 'r' | 'w', stream: Socket): void {
    this.#streams.set(childFD, stream);
    stream.on('error', () => {}).on('close', () => this.#closed(childFD));
    if (way === 'r') stream.on('data', (data: Buffer) => this.#received(childFD, stream, data));
    else stream.resume();
  }

  /** Node has the streams of a process flow when that has ended; what a paused one brings is put back. */
  #received(childFD: number, stream: Socket, data: Buffer): void {
    if (this.#isPaused) {
      stream.pause();
      stream.unshift(data);
    } else if (!callProtocol(this.protocol, 'childDataReceived', childFD, data)) stream.destroy();
  }

  #closed(childFD: number): void {
    if (!this.#streams.delete(childFD)) return;
    if (childFD === 0) this.#producer.stop();
    callProtocol(this.protocol, 'childConnectionLost', childFD);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#reason || this.#streams.size > 0) return;
    this.#registry.delete(this);
    callProtocol(this.protocol, 'processEnded', this.#reason);
  }

  #read(): Socket[] {
    return [...this.#streams].flatMap(([childFD, stream]) => (this.#fds[childFD] === 'r' ? stream : []));
  }

  readonly #onWritten = (error?: Error | null): void => {
    if (!error && this.#streams.get(0)?.writableLength === 0) this.#producer.emptied();
  };
}

/** Starts a program. */
export function spawnProcess(
  reactor: Reactor,
  protocol: ProcessProtocol,
  executable: string,
  options: SpawnProcessOptions,
): ProcessTransport {
  registryOf(reactor).check('spawnProcess');
  if (!(protocol instanceof ProcessProtocol)) {
    throw new InvalidArgumentError(`spawnProcess() takes a ProcessProtocol, not ${inspect(protocol, { depth: 0 })}`);
  }
  return new ProcessTransport(reactor, protocol, executable, options);
}

function stdioOf(fds: Readonly<Record<number, ChildFD>>): StdioOptions {
  const stdio: (number | 'pipe' | 'ignore')[] = ['ignore', 'ignore', 'ignore'];
  for (const [key, way] of Object.entries(fds)) {
    const childFD = Number(key);
    const isWay = way === 'r' || way === 'w' || (Number.isInteger(way) && way >= 0);
    if (!isWay || !Number.isInteger(childFD) || childFD < 0 || childFD > LARGEST_FD) {
      const example = "as in { 0: 'w', 1: 'r', 2: 2 }";
      throw new InvalidArgumentError(`childFDs are numbers with 'r', 'w' or a number, ${example}, not ${inspect(fds)}`);
    }
    while (stdio.length < childFD) stdio.push('ignore');
    stdio[childFD] = typeof way === 'number' ? way : 'pipe';
  }
  return stdio;
}
