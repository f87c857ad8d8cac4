/**
 * A connection as a stream of Node, for libraries that want one: the protocol whose only work is to be a Duplex.
 *
 * Back-pressure goes through in both directions. What nobody reads pauses the transport. What is written counts as written
 * when the transport is not full: the stream is a push producer of what it sends. Each half ends by itself; a connection that
 * is lost otherwise than in order destroys the stream with the reason, and destroying the stream ends the connection, at once
 * if it is for an error.
 */
import { Duplex } from 'node:stream';
import type { ReadableStream, WritableStream } from 'node:stream/web';
import { ConnectionDone } from '../../errors.ts';
import { Protocol } from '../protocol.ts';

type Done = (error?: Error | null) => void;

/**
 * A protocol that is a stream of Node, or web streams: what connects an endpoint with the rest of npm.
 *
 * @example
 * import { createInterface } from 'node:readline';
 * import { connectProtocol, Factory, StreamProtocol, TCPClientEndpoint, TCPServerEndpoint } from 'interloop';
 *
 * class Greeter extends StreamProtocol {
 *   connectionMade() {
 *     this.stream.end('hello\nworld\n');
 *   }
 * }
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Greeter));
 *
 * const endpoint = new TCPClientEndpoint('127.0.0.1', port.getHost().port);
 * const { stream } = await connectProtocol(endpoint, new StreamProtocol());
 * stream.end();
 * for await (const line of createInterface({ input: stream })) console.log(line); // hello, world
 * await port.stopListening();
 */
export class StreamProtocol extends Protocol {
  /** The connection as a Duplex; there from the beginning, and usable before the connection is. */
  readonly stream: Duplex = new ConnectionStream(this);

  /** The connection as web streams. To be asked for once; then `stream` is theirs. */
  get web(): { readonly readable: ReadableStream; readonly writable: WritableStream } {
    return Duplex.toWeb(this.stream) as unknown as { readable: ReadableStream; writable: WritableStream };
  }

  /** Called by the transport. */
  override makeConnection(transport: Protocol['transport']): void {
    this.transport = transport;
    this.#own.connected(transport);
    super.makeConnection(transport);
  }

  /** Called by the transport. */
  override dataReceived(data: Buffer): void {
    if (!this.stream.push(data)) this.transport.pauseProducing();
  }

  /** Called by the transport. */
  override readConnectionLost(): void {
    this.stream.push(null);
  }

  /** Called by the transport. */
  override writeConnectionLost(): void {
    this.#own.sent();
  }

  /** Called by the transport. */
  override connectionLost(reason: Error): void {
    this.#own.lost(reason);
  }

  get #own(): ConnectionStream {
    return this.stream as ConnectionStream;
  }
}

class ConnectionStream extends Duplex {
  readonly #protocol: Protocol;
  #isConnected = false;
  #isFull = false;
  /** Goes on when the connection is there, or can take more, or has sent all. */
  #waiting: (() => void) | undefined;

  constructor(protocol: Protocol) {
    super({ allowHalfOpen: true });
    this.#protocol = protocol;
  }

  connected(transport: Protocol['transport']): void {
    this.#isConnected = true;
    transport.registerProducer(
      {
        pauseProducing: () => {
          this.#isFull = true;
        },
        resumeProducing: () => {
          this.#isFull = false;
          this.#goOn();
        },
        stopProducing: () => {},
      },
      true,
    );
    if (this.destroyed) this.#end(this.errored);
    else this.#goOn();
  }

  sent(): void {
    this.#goOn();
  }

  lost(reason: Error): void {
    this.#isConnected = false;
    if (!(reason instanceof ConnectionDone)) this.destroy(reason);
    else if (!this.readableEnded) this.push(null);
    this.#goOn();
    if (reason instanceof ConnectionDone && !this.writableFinished) this.destroy();
  }

  override _read(): void {
    if (this.#isConnected) this.#protocol.transport.resumeProducing();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: Done): void {
    const write = (): void => {
      this.#protocol.transport.write(data);
      if (this.#isFull) this.#waiting = () => done();
      else done();
    };
    if (this.#isConnected) write();
    else this.#waiting = write;
  }

  override _final(done: Done): void {
    const end = (): void => {
      this.#waiting = () => done();
      this.#protocol.transport.unregisterProducer();
      this.#protocol.transport.loseWriteConnection();
    };
    if (this.#isConnected) end();
    else this.#waiting = end;
  }

  override _destroy(error: Error | null, done: Done): void {
    if (this.#isConnected) this.#end(error);
    done(error);
  }

  #end(error: Error | null): void {
    const { transport } = this.#protocol;
    if (error) transport.abortConnection();
    else {
      transport.unregisterProducer();
      transport.loseConnection();
    }
  }

  #goOn(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
}
