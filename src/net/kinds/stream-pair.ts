/**
 * A stream that is read and one that is written, as one, which is what a StreamTransport takes.
 *
 * Node has `Duplex.from()`, which makes an end of either of the two the end of both, and ends what belongs to somebody else. Here
 * whoever makes a pair says what its ends mean.
 */
import { Duplex, type Readable, type Writable } from 'node:stream';

export abstract class StreamPair extends Duplex {
  readonly #readable: Readable;
  readonly #writable: Writable;

  constructor(readable: Readable, writable: Writable) {
    super();
    this.#readable = readable;
    this.#writable = writable;
    readable.pause();
    readable.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose).on('error', this.#onError);
    writable.on('error', this.#onWriteError);
  }

  /** All was written, and nothing more will be. */
  protected abstract finish(done: () => void): void;
  /** The pair is at its end, and no longer listens to its streams. */
  protected abstract release(done: () => void): void;

  /** Nobody takes any more what is written; by default the end. */
  protected refused(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.#readable.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#writable.writable) this.#writable.write(chunk, () => done());
    else done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    const last = chunks.at(-1) as { chunk: Buffer };
    this.#writable.cork();
    for (const { chunk } of chunks.slice(0, -1)) this._write(chunk, 'buffer', () => {});
    this._write(last.chunk, 'buffer', done);
    this.#writable.uncork();
  }

  override _final(done: () => void): void {
    this.finish(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const readable = this.#readable;
    readable.removeListener('data', this.#onData).removeListener('end', this.#onEnd);
    readable.removeListener('close', this.#onClose).removeListener('error', this.#onError);
    this.#writable.removeListener('error', this.#onWriteError);
    this.release(() => done(error));
  }

  readonly #onData = (data: Buffer): void => {
    if (!this.push(data)) this.#readable.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  /** It may be closed without an end; after one this does nothing. */
  readonly #onClose = (): void => {
    if (!this.#readable.readableEnded) this.destroy();
  };

  readonly #onError = (error: Error): void => {
    this.destroy(error);
  };

  readonly #onWriteError = (error: Error): void => this.refused(error);
}

/** Ends a stream, and calls `done` when all is written or cannot be; `end()` itself calls nobody back if it was destroyed. */
export function endStream(stream: Writable, done: () => void): void {
  if (stream.destroyed) {
    done();
    return;
  }
  const ended = (): void => {
    stream.removeListener('finish', ended).removeListener('close', ended);
    done();
  };
  stream.on('finish', ended).on('close', ended).end();
}
