/**
 * The window: what the network thread brings is shown here, on the thread that belongs to the host.
 *
 * The functions are what the network thread calls, by name. The class lives in the network thread's reactor as its client:
 * what it waits for from there is cancelled before that reactor is stopped.
 */
import { CancelledError, ReactorClient, type ReactorThread, reactor, threadModule } from 'interloop';
import type { Screen } from './screen.ts';

const newswire = threadModule<typeof import('./newswire.ts')>(new URL('./newswire.js', import.meta.url));

let current: Window;

export function showConnection(state: string): void {
  current.screen.state(state);
}

export function showNews(number: number, headline: string): void {
  current.onNews(number, headline);
}

export function showProgress(number: number, lines: number, total: number): void {
  current.screen.progress(`story ${number}`, lines, total);
}

export class Window extends ReactorClient {
  readonly screen: Screen;
  readonly #network: ReactorThread;
  readonly #port: number;
  #isReading = false;
  #newest = 0;

  constructor(network: ReactorThread, port: number, screen: Screen) {
    super(network);
    this.screen = screen;
    this.#network = network;
    this.#port = port;
    current = this;
  }

  /** Starts the network thread. */
  open(): void {
    this.#network.addReactorEventTrigger('after', 'startup', newswire.watch, this.#port);
    this.#network.startReactor().addErrback(() => {}); // onCrash tells
  }

  /** What a click on the cross would do: from here on everything goes down in order. */
  close(why: string): void {
    if (reactor.isStopping) return;
    this.screen.say(`closing: ${why}`);
    reactor.stop();
  }

  onNews(number: number, headline: string): void {
    this.screen.say(`${number}: ${headline}`);
    this.#newest = number;
    if (!this.#isReading) this.#read(number);
  }

  #read(number: number): void {
    this.#isReading = true;
    this.track(this.#network.callInReactor(newswire.readStory, this.#port, number))
      .addCallbacks(
        (lines) => `${lines.length} lines`,
        (error) => (error instanceof CancelledError ? 'cancelled' : (error as Error).message),
      )
      .addCallback((what) => {
        this.#isReading = false;
        this.screen.say(`story ${number}: ${what}`);
        if (this.#newest !== number && !this.isShutDown) this.#read(this.#newest);
      });
  }
}
