/**
 * Standard input and output as the two halves of one connection: a program in a pipeline, or at a terminal.
 *
 * Both belong to the process and not to the protocol, which is why they are not closed, as they are in Twisted: `console.log()`
 * goes on working, the descriptors 0 and 1 are not given to the next file that is opened, and whoever reads from this process
 * sees the end when the process ends. Standard input is left as it was found: paused, and not in raw mode.
 */
import type { Readable, Writable } from 'node:stream';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { UNIXAddress } from '../address.ts';
import { Protocol } from '../protocol.ts';
import { registryOf } from '../registry.ts';
import { StreamTransport } from '../stream-transport.ts';
import { StreamPair } from './stream-pair.ts';

/** What a {@link StandardIO} may be told. */
export interface StandardIOOptions {
  /** What is read. Default: `process.stdin`. */
  readonly stdin?: Readable;
  /** What is written to. Default: `process.stdout`. */
  readonly stdout?: Writable;
  /** Whose shutdown ends the connection. Default: `reactor`. */
  readonly reactor?: Reactor;
}

/**
 * Connects a protocol to standard input and output: a terminal, pipes, files. The end of the input is the end of the connection.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
 * @example
 * import { Protocol, reactor, StandardIO } from 'interloop';
 *
 * class Shout extends Protocol {
 *   dataReceived(data) {
 *     this.transport.write(String(data).toUpperCase());
 *   }
 *   connectionLost() {
 *     reactor.stop();
 *   }
 * }
 * reactor.callWhenRunning(() => new StandardIO(new Shout()));
 * await reactor.run();
 */
export class StandardIO extends StreamTransport {
  constructor(protocol: Protocol, options: StandardIOOptions = {}) {
    const { stdin = process.stdin, stdout = process.stdout, reactor = theReactor } = options;
    if (!(protocol instanceof Protocol)) {
      throw new InvalidArgumentError(`StandardIO takes a Protocol, not ${inspect(protocol, { depth: 0 })}`);
    }
    const registry = registryOf(reactor);
    registry.check('StandardIO');
    super(new StandardPair(stdin, stdout), NAMELESS, NAMELESS);
    registry.add(this);
    this.open(protocol, () => registry.delete(this));
  }
}

const NAMELESS = new UNIXAddress('');

/** A stream that may be a terminal. */
type MaybeTerminal = Readable & { readonly isRaw?: boolean; setRawMode?(raw: boolean): unknown };

class StandardPair extends StreamPair {
  readonly #stdin: MaybeTerminal;
  readonly #wasFlowing: boolean;
  readonly #wasRaw: boolean | undefined;

  constructor(stdin: Readable, stdout: Writable) {
    const wasFlowing = stdin.readableFlowing === true;
    super(stdin, stdout);
    this.#stdin = stdin;
    this.#wasFlowing = wasFlowing;
    this.#wasRaw = this.#stdin.isRaw;
  }

  protected override finish(done: () => void): void {
    done();
  }

  protected override release(done: () => void): void {
    const stdin = this.#stdin;
    if (stdin.isRaw !== this.#wasRaw && !stdin.destroyed) stdin.setRawMode?.(this.#wasRaw === true);
    if (this.#wasFlowing) stdin.resume();
    else stdin.pause();
    done();
  }
}
