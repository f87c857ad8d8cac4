/**
 * Somebody in the room of `examples/chat/`, without a window: connects, says, hears, and comes back when the connection is
 * lost. A window shows what it is told, and hands over what is typed.
 */
import { backoffPolicy, type ClientEndpoint, ClientService, type Deferred, Factory } from 'interloop';
import { TextLines } from '../support/lines.ts';

/** What a window has to show. */
export interface ChatView {
  /** A line of the room. */
  heard(line: string): void;
  /** There is a connection now, or none. */
  connected(isConnected: boolean): void;
}

/** Soon at first, so that nobody notices a server that was only started anew. */
const RETRY = { initialDelay: 200, factor: 2, maxDelay: 5000 };

export class ChatClient {
  readonly #service: ClientService;
  readonly #view: ChatView;
  /** What the room is told after each connect. */
  #nick: string;
  #line: Line | undefined;

  /** @param endpoint where the room is */
  constructor(endpoint: ClientEndpoint, nick: string, view: ChatView) {
    this.#nick = nick;
    this.#view = view;
    const factory = new Lines(() => new Line(this));
    this.#service = new ClientService(endpoint, factory, { policy: backoffPolicy(RETRY) });
  }

  /** Connects, and stays connected. */
  start(): void {
    this.#service.startService();
  }

  /** Says goodbye; fires when the connection is gone. */
  stop(): Deferred<void> {
    this.#line?.sendLine('/quit');
    return this.#service.stopService();
  }

  /** Says something, or sends a command such as `/who`; false if nobody would hear it. */
  say(text: string): boolean {
    const [command, nick] = text.trim().split(' ');
    if (command === '/nick' && nick) this.#nick = nick;
    this.#line?.sendLine(text);
    return this.#line !== undefined;
  }

  /** @internal for the protocol below */
  made(line: Line): void {
    this.#line = line;
    this.#view.connected(true);
    line.sendLine(`/nick ${this.#nick}`);
  }

  /** @internal */
  heard(text: string): void {
    this.#view.heard(text);
  }

  /** @internal */
  lost(): void {
    this.#line = undefined;
    this.#view.connected(false);
  }
}

class Lines extends Factory {
  readonly #make: () => Line;

  constructor(make: () => Line) {
    super();
    this.#make = make;
  }

  override buildProtocol(): Line {
    return this.#make();
  }
}

/** One connection. */
class Line extends TextLines {
  readonly #client: ChatClient;

  constructor(client: ChatClient) {
    super();
    this.#client = client;
  }

  override connectionMade(): void {
    this.#client.made(this);
  }

  override messageReceived(text: string): void {
    this.#client.heard(text);
  }

  override connectionLost(): void {
    this.#client.lost();
  }
}
