/**
 * The lines of a connection, to be asked for one by one.
 */
import { ConnectionDone } from '../../errors.ts';
import { LineOnlyReceiver } from '../protocols/line-only-receiver.ts';

const MOST_WAITING = 64;

interface Asker {
  resolve(result: IteratorResult<string>): void;
  reject(error: Error): void;
}

/**
 * A protocol whose lines are read by `for await`, as text; a line ends with `\n`, and a `\r` before it is dropped.
 *
 * Lines that nobody reads yet are kept, and after some the connection is paused. The loop ends when the connection is closed
 * in order, and throws the reason if it is lost otherwise; leaving the loop ends the connection.
 *
 * @example
 * import { connectProtocol, Factory, LineReader, TCPClientEndpoint, TCPServerEndpoint } from 'interloop';
 *
 * class Greeter extends LineReader {
 *   connectionMade() {
 *     for (const word of ['hello', 'world']) this.sendLine(word);
 *     this.transport.loseConnection();
 *   }
 * }
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Greeter));
 *
 * const endpoint = new TCPClientEndpoint('127.0.0.1', port.getHost().port);
 * for await (const line of await connectProtocol(endpoint, new LineReader())) console.log(line); // hello, world
 * await port.stopListening();
 */
export class LineReader extends LineOnlyReceiver implements AsyncIterable<string> {
  /** `\n`; a `\r` before it is dropped. */
  override delimiter: Buffer = Buffer.from('\n');
  readonly #lines: string[] = [];
  readonly #askers: Asker[] = [];
  #reason: Error | undefined;
  #hasEnded = false;

  /** Keeps the line until it is asked for. */
  override textReceived(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const asker = this.#askers.shift();
    if (asker) asker.resolve({ value: text, done: false });
    else if (this.#lines.push(text) >= MOST_WAITING) this.pauseProducing();
  }

  /** Stays connected until all that came before the end is read. */
  override readConnectionLost(): void {
    this.#hasEnded = true;
    this.#endWhenRead();
  }

  /** Ends the loop, when the lines that are kept have been read. */
  override connectionLost(reason: Error): void {
    this.#reason = reason;
    for (const asker of this.#askers.splice(0)) this.#end(asker);
  }

  /** One loop at a time takes the lines. */
  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: () => new Promise((resolve, reject) => this.#ask({ resolve, reject })),
      return: async () => {
        if (this.connected) this.transport.loseConnection();
        return { value: undefined, done: true };
      },
    };
  }

  #ask(asker: Asker): void {
    const line = this.#lines.shift();
    if (line !== undefined) asker.resolve({ value: line, done: false });
    else if (this.#reason) this.#end(asker);
    else this.#askers.push(asker);
    if (this.#lines.length === 0 && this.paused && this.connected) {
      this.resumeProducing();
      this.#endWhenRead();
    }
  }

  #endWhenRead(): void {
    if (this.#hasEnded && !this.paused) this.transport.loseConnection();
  }

  #end({ resolve, reject }: Asker): void {
    const reason = this.#reason;
    if (reason instanceof ConnectionDone) resolve({ value: undefined, done: true });
    else reject(reason as Error);
  }
}
