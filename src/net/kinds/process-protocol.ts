/**
 * What a program does with one child process.
 */
import { err } from '../../log/index.ts';
import type { ProcessTransport } from './process.ts';

/**
 * What a program does with one child process: a subclass says what happens with its output and its end.
 *
 * What a method throws is logged. If it is one that receives something, the descriptor that this came from is closed.
 *
 * @example
 * import { ProcessProtocol, reactor } from 'interloop';
 *
 * class Sorter extends ProcessProtocol {
 *   connectionMade() {
 *     this.transport.write('pear\napple\n');
 *     this.transport.closeStdin();
 *   }
 *   outReceived(data) {
 *     console.log(String(data).trim().split('\n')); // [ 'apple', 'pear' ]
 *   }
 *   processEnded(reason) {
 *     console.log(reason.exitCode); // 0
 *     reactor.stop();
 *   }
 * }
 * reactor.callWhenRunning(() => reactor.spawnProcess(new Sorter(), 'sort'));
 * await reactor.run();
 */
export class ProcessProtocol {
  /** The process; there from `makeConnection()` on. */
  transport!: ProcessTransport;

  /** Called by the transport; calls {@link connectionMade}. */
  makeConnection(transport: ProcessTransport): void {
    this.transport = transport;
    this.connectionMade();
  }

  /** The process was started. */
  connectionMade(): void {}

  /** Bytes have come from a descriptor of the process. Calls {@link outReceived} and {@link errReceived} for 1 and 2. */
  childDataReceived(childFD: number, data: Buffer): void {
    if (childFD === 1) this.outReceived(data);
    else if (childFD === 2) this.errReceived(data);
  }

  /** The process has written to its standard output. */
  outReceived(_data: Buffer): void {}

  /** The process has written to its standard error. */
  errReceived(_data: Buffer): void {}

  /**
   * A descriptor is closed, by this side or the other. Calls {@link inConnectionLost}, {@link outConnectionLost} and
   * {@link errConnectionLost} for 0, 1 and 2.
   */
  childConnectionLost(childFD: number): void {
    if (childFD === 0) this.inConnectionLost();
    else if (childFD === 1) this.outConnectionLost();
    else if (childFD === 2) this.errConnectionLost();
  }

  /**
   * Standard input is closed. If the process has closed it, that is known when something is written, or when the process
   * ends: Node does not tell before.
   */
  inConnectionLost(): void {}

  /** Standard output is closed. */
  outConnectionLost(): void {}

  /** Standard error is closed. */
  errConnectionLost(): void {}

  /**
   * The process has ended. What it has written may still come, and programs that it has started may go on writing.
   *
   * @param reason a ProcessDone, or a ProcessTerminated with the exit code or the signal
   */
  processExited(_reason: Error): void {}

  /**
   * The process has ended and all its descriptors are closed: the last call, and the only one if the program could not be
   * started.
   *
   * @param reason as in {@link processExited}, or a CannotSpawn
   */
  processEnded(_reason: Error): void {}
}

type Call = 'makeConnection' | 'childDataReceived' | 'childConnectionLost' | 'processExited' | 'processEnded';

/** Calls a method of a protocol; what that throws is logged. Returns whether it did not throw. */
export function callProtocol<Method extends Call>(
  protocol: ProcessProtocol,
  method: Method,
  ...args: Parameters<ProcessProtocol[Method]>
): boolean {
  try {
    (protocol[method] as (...args: unknown[]) => void)(...args);
    return true;
  } catch (error) {
    err(error, `while calling ${method} of ${protocol.constructor.name}`);
    return false;
  }
}
