/**
 * What runs in the network thread: it watches the wire, and reads stories from it.
 *
 * It knows the window by the names of three functions, which are called on the thread of the window.
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Deferred, deferLater, ReactorClient, reactor, reactorOf, threadModule } from 'interloop';

const window = threadModule<typeof import('./window.ts')>(new URL('./window.js', import.meta.url));
const main = reactorOf(0);

const RETRY_MS = 500;
const GOODBYE_MS = 5000;

/** Watches the wire from now on, again and again if it breaks, until the reactor of this thread goes down. */
export function watch(port: number): void {
  new Newswire(port);
}

class Newswire extends ReactorClient {
  readonly #port: number;
  #socket!: Socket;

  constructor(port: number) {
    super();
    this.#port = port;
    this.#watch();
  }

  #watch(): void {
    const socket = createConnection(this.#port);
    this.#socket = socket;
    socket.on('connect', () => {
      main.callFromThread(window.showConnection, `connected to port ${this.#port}`);
      socket.write('WATCH\n');
    });
    const lines = createInterface(socket);
    lines.on('line', (line) => {
      const [, number, headline] = /^NEWS (\d+) (.+)$/.exec(line) ?? [];
      if (headline) main.callFromThread(window.showNews, Number(number), headline);
    });
    lines.on('error', () => {}); // 'close' tells
    socket.on('close', () => this.#onClose());
  }

  #onClose(): void {
    if (this.isShutDown) return;
    main.callFromThread(window.showConnection, 'nobody there, trying again');
    this.track(deferLater(reactor, RETRY_MS)).addCallbacks(
      () => this.#watch(),
      () => {},
    );
  }

  /** Says goodbye, and waits a moment for the answer; the window has shown that when this thread ends. */
  override onShutdown(): Deferred<unknown> | undefined {
    const socket = this.#socket;
    if (socket.readyState !== 'open') return undefined;
    socket.end('QUIT\n');
    return Deferred.from((signal) => once(socket, 'close', { signal }))
      .addTimeout(GOODBYE_MS, reactor)
      .addCallbacks(
        () => main.callInReactor(window.showConnection, 'the wire has said goodbye'),
        () => socket.destroy(),
      );
  }
}

/** The lines of a story, over a connection of its own; to cancel it breaks that off. */
export function readStory(port: number, number: number): Deferred<string[]> {
  return Deferred.from((signal) => read(port, number, signal));
}

async function read(port: number, number: number, signal: AbortSignal): Promise<string[]> {
  const socket = createConnection({ port, signal });
  socket.setEncoding('utf8').write(`STORY ${number}\n`);
  let text = '';
  let lines: string[] = [];
  let total: number | undefined;
  for await (const chunk of socket) {
    text += chunk;
    const [head, ...rest] = text.split('\n');
    if (rest.length === 0) continue;
    lines = rest.slice(0, -1);
    total = Number(head!.replace('LINES ', ''));
    main.callFromThread(window.showProgress, number, lines.length, total);
  }
  if (lines.length !== total) throw new Error(`the wire broke after ${lines.length} lines`);
  return lines;
}
