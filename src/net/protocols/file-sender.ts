/**
 * A producer that sends a file.
 *
 * It is a pull producer: the next piece is read when the one before is sent, so that no more than two of them are in memory. Reading
 * takes time, in which the transport may ask again, because something else that the protocol wrote is sent; that is the
 * same question, and it is answered once.
 */
import { createReadStream, read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { inspect, promisify } from 'node:util';
import { Deferred } from '../../deferred/index.ts';
import { InvalidArgumentError, TransferStopped } from '../../errors.ts';
import type { Consumer, PullProducer } from '../producers.ts';
import { bytesOf } from './bytes-of.ts';

const CHUNK_SIZE = 16_384;

const readAsync = promisify(read);

/** What a {@link FileSender} sends: a path, what was opened (and stays open), or a stream, which it uses up. */
export type FileSource = string | URL | number | FileHandle | Readable;

/** How a {@link FileSender} sends. */
export interface FileSenderOptions {
  /** How many bytes are read at once. Default: 16384. A stream comes in pieces of its own. */
  readonly chunkSize?: number | undefined;
  /** What is sent instead of a piece. */
  readonly transform?: ((chunk: Buffer) => Uint8Array | string) | undefined;
  /** Called after each piece with how many bytes were written so far. */
  readonly progress?: ((sent: number) => void) | undefined;
}

/**
 * Sends a file through a transport, not faster than the other side takes it. Twisted's `FileSender`.
 *
 * @example
 * import { FileSender, Protocol } from 'interloop';
 * import { memoryPair } from 'interloop/testing';
 * import { Readable } from 'node:stream';
 *
 * class Print extends Protocol {
 *   dataReceived(data) {
 *     console.log(data.toString());
 *   }
 * }
 * const { client, clock } = memoryPair(new Print(), new Protocol());
 * const file = Readable.from([Buffer.from('the whole '), Buffer.from('file')]); // or a path
 * const sending = new FileSender().beginFileTransfer(file, client);
 * const timer = setInterval(() => clock.advance(0)); // the whole , file
 * const sent = await sending;
 * clearInterval(timer);
 * sent; // 14
 */
export class FileSender {
  readonly #options: FileSenderOptions;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(options: FileSenderOptions = {}) {
    const { chunkSize = CHUNK_SIZE } = options;
    if (!(Number.isSafeInteger(chunkSize) && chunkSize > 0)) {
      throw new InvalidArgumentError(`chunkSize is a whole number of bytes from 1, not ${inspect(chunkSize)}`);
    }
    this.#options = options;
  }

  /**
   * Registers a producer that sends the file.
   *
   * @returns a Deferred that fires with the number of bytes when all of them are written; or fails with what the file, `transform`
   *   or `progress` has thrown, or with a TransferStopped if the connection is lost. `cancel()` gives the rest up
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless it is a source
   * @throws ProducerAlreadyRegistered `ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED`
   */
  beginFileTransfer(source: FileSource, consumer: Consumer): Deferred<number> {
    const transfer = new Transfer(chunksOf(source, this.#options.chunkSize ?? CHUNK_SIZE), consumer, this.#options);
    transfer.begin();
    return transfer.done;
  }
}

/** What a file is made of. */
interface Chunks {
  readonly iterator: AsyncIterator<Buffer>;
  /** Nothing more is wanted. */
  close(): void;
}

class Transfer implements PullProducer {
  readonly done: Deferred<number> = new Deferred<number>(() => this.#end());
  readonly #chunks: Chunks;
  readonly #consumer: Consumer;
  readonly #options: FileSenderOptions;
  #isReading = false;
  #hasEnded = false;
  #sent = 0;

  constructor(chunks: Chunks, consumer: Consumer, options: FileSenderOptions) {
    this.#chunks = chunks;
    this.#consumer = consumer;
    this.#options = options;
  }

  begin(): void {
    try {
      this.#consumer.registerProducer(this, false);
    } catch (error) {
      this.#chunks.close();
      throw error;
    }
  }

  resumeProducing(): void {
    if (this.#isReading || this.#hasEnded) return;
    this.#isReading = true;
    void this.#sendNext();
  }

  stopProducing(): void {
    this.#fail(new TransferStopped(this.#sent));
  }

  async #sendNext(): Promise<void> {
    try {
      const bytes = await this.#read();
      if (this.#hasEnded) return;
      this.#isReading = false;
      if (!bytes) {
        this.#end();
        this.done.callback(this.#sent);
        return;
      }
      this.#sent += bytes.length;
      this.#consumer.write(bytes);
      this.#options.progress?.(this.#sent);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The next bytes to write, of which there is at least one; nothing at the end. */
  async #read(): Promise<Uint8Array | undefined> {
    const { transform } = this.#options;
    for (;;) {
      const { value, done } = await this.#chunks.iterator.next();
      if (done) return undefined;
      const bytes = bytesOf('write', transform ? transform(value) : value);
      if (bytes.length > 0) return bytes;
    }
  }

  #fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#end();
    this.done.errback(error);
  }

  #end(): void {
    this.#hasEnded = true;
    this.#chunks.close();
    this.#consumer.unregisterProducer();
  }
}

function chunksOf(source: FileSource, size: number): Chunks {
  if (source instanceof Readable) return fromStream(source);
  if (typeof source === 'string' || source instanceof URL) {
    return fromStream(createReadStream(source, { highWaterMark: size }));
  }
  if (typeof source === 'number') return fromFile((buffer) => readAsync(source, buffer, 0, size, null), size);
  if (typeof source?.read === 'function') return fromFile((buffer) => source.read(buffer, 0, size, null), size);
  throw new InvalidArgumentError(`beginFileTransfer() takes a path, a file or a stream, not ${inspect(source)}`);
}

function fromStream(stream: Readable): Chunks {
  stream.on('error', () => {}); // the iterator tells of it, if there is still anybody to tell
  return { iterator: stream[Symbol.asyncIterator](), close: () => stream.destroy() };
}

function fromFile(read: (buffer: Buffer) => Promise<{ bytesRead: number }>, size: number): Chunks {
  return { iterator: readToEnd(read, size), close: () => {} };
}

/** A stream of Node would close the file. */
async function* readToEnd(
  read: (buffer: Buffer) => Promise<{ bytesRead: number }>,
  size: number,
): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(size);
    const { bytesRead } = await read(buffer);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
