/**
 * The whole job: finds the files, has them hashed in the pool, prints the results in the order of the files.
 *
 * No more files are given to the pool than its threads need to be busy, so a million of them do not wait there, and
 * after Ctrl-C little has to be called back. What has been begun then is cancelled: the threads that read are terminated.
 */
import { type Deferred, DeferredSemaphore, deferToThread, LoopingCall, ReactorClient, threadModule } from 'interloop';
import { type Display, summary } from './display.ts';
import { type Found, findFiles } from './find-files.ts';
import * as progress from './progress.ts';

const hash = threadModule<typeof import('./hash-file.ts')>(new URL('./hash-file.js', import.meta.url));

const CALLS_PER_THREAD = 2;

export class HashJob extends ReactorClient {
  readonly #slots: DeferredSemaphore;
  readonly #display: Display;
  readonly #showing: LoopingCall;
  #printed: Promise<void> = Promise.resolve();
  #hasErrors = false;
  #isDone = false;

  constructor(threads: number, display: Display) {
    super();
    this.#slots = new DeferredSemaphore(threads * CALLS_PER_THREAD);
    this.#display = display;
    this.#showing = new LoopingCall(() => display.show(progress.progress()));
  }

  /** Resolves with whether every file could be read, or when it is given up. */
  async run(paths: readonly string[]): Promise<boolean> {
    const files: Found[] = [];
    for await (const found of findFiles(paths, (path, error) => this.#complain(path, error))) {
      if (this.isShutDown) return false;
      progress.expect(found.bytes);
      files.push(found);
    }
    this.#showing.start(this.#display.period, false);
    for (const [job, file] of files.entries()) {
      await this.#slots.acquire();
      if (this.isShutDown) return false;
      const line = this.#begin(job, file);
      this.#printed = this.#printed.then(async () => this.#print(await line));
    }
    await this.#printed;
    this.#isDone = !this.isShutDown;
    return !this.#hasErrors;
  }

  /** The pool has been told by then that what runs is not wanted any more; what is done is printed before the summary. */
  override async onShutdown(): Promise<void> {
    if (this.#showing.running) this.#showing.stop();
    await this.#printed;
    this.#display.clear();
    console.error(`${this.#isDone ? 'hashed' : 'cancelled after'} ${summary(progress.progress())}`);
  }

  /** The line of a file; `undefined` if there will be none. */
  #begin(job: number, { path, bytes }: Found): Deferred<string | undefined> {
    progress.begin(job);
    return this.track(deferToThread(hash.hashFile, path, job))
      .addCallback((digest) => {
        progress.end(job, bytes);
        return `${digest}  ${path}`;
      })
      .addErrback((error) => this.#complain(path, error as NodeJS.ErrnoException))
      .addFinally(() => this.#slots.release());
  }

  #print(line: string | undefined): void {
    if (line === undefined) return;
    this.#display.clear();
    console.log(escaped(line));
  }

  #complain(path: string, { message, code, path: told }: NodeJS.ErrnoException): undefined {
    // The pool may have heard of the end before this has.
    if (this.isShutDown || code === 'ERR_INTERLOOP_THREAD_STOPPED') return;
    this.#hasErrors = true;
    this.#display.clear();
    console.error(told === undefined ? `${path}: ${message}` : message);
  }
}

/** As sha256sum does it: a line whose name has such characters begins with a backslash. */
function escaped(line: string): string {
  const names: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
  const replaced = line.replace(/[\\\n\r]/g, (character) => names[character]!);
  return replaced === line ? line : `\\${replaced}`;
}
