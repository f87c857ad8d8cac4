/**
 * What a chat window shows, and nothing of how: a client of `../chat/server.ts` for any toolkit.
 *
 * It stays connected as long as it is open. When the server has gone it asks again twice a second, and gets its nickname
 * back, or the next free one.
 */
import { type ClientEndpoint, ClientService, type Deferred, Factory } from 'interloop';
import { TextLines } from '../support/lines.ts';

/** A window, as the conversation sees it. All is called on the thread of the reactor. */
export interface ChatView {
  /** A line for the transcript; `isNews` if the room says it, not somebody in it. */
  showLine(line: string, isNews: boolean): void;
  showPeople(names: readonly string[]): void;
  showState(state: string): void;
}

const RETRY_MS = 500;

/** What the room says of itself, with a name in it. */
const JOINED = /^\* (\S+) has joined$/;
const LEFT = /^\* (\S+) has left$/;
const RENAMED = /^\* (\S+) is (\S+) now$/;
const TAKEN = /^\* (\S+) is taken$/;
const HERE = /^\* here: (.*)$/;
const GREETING = /^Welcome\./;

export class Conversation {
  readonly #service: ClientService;
  readonly #view: ChatView;
  readonly #people = new Set<string>();
  #nick: string;
  #line: ChatLine | undefined;

  constructor(endpoint: ClientEndpoint, nick: string, view: ChatView) {
    this.#service = new ClientService(endpoint, new ChatFactory(this), { policy: () => RETRY_MS });
    this.#view = view;
    this.#nick = nick;
  }

  get nick(): string {
    return this.#nick;
  }

  open(): void {
    this.#view.showState('connecting …');
    this.#service.startService();
  }

  /** Says goodbye; fires when the connection is gone. */
  close(): Deferred<void> {
    this.#line?.sendLine('/quit');
    return this.#service.stopService();
  }

  /** What a person has typed. Tells whether it could be sent. */
  say(text: string): boolean {
    if (text.trim() === '') return true;
    this.#line?.sendLine(text);
    return this.#line !== undefined;
  }

  rename(nick: string): void {
    this.say(`/nick ${nick}`);
  }

  onConnected(line: ChatLine): void {
    this.#line = line;
    line.sendLine(`/nick ${this.#nick}`);
  }

  onLine(text: string): void {
    if (GREETING.test(text)) return;
    const [, here] = HERE.exec(text) ?? [];
    const [, joined] = JOINED.exec(text) ?? [];
    const [, left] = LEFT.exec(text) ?? [];
    const [, before, after] = RENAMED.exec(text) ?? [];
    const [, taken] = TAKEN.exec(text) ?? [];
    if (here !== undefined) this.#onHere(here.split(', '));
    if (joined) this.#people.add(joined);
    if (left) this.#people.delete(left);
    if (before && after) this.#onRenamed(before, after);
    if (taken === this.#nick && this.#people.size === 0) this.#takeAnother();
    this.#view.showLine(text, text.startsWith('* '));
    this.#view.showPeople([...this.#people].sort());
  }

  onLost(): void {
    this.#line = undefined;
    this.#people.clear();
    this.#view.showPeople([]);
    if (this.#service.running) this.#view.showState('the server is gone, asking again …');
  }

  #onHere(names: string[]): void {
    this.#people.clear();
    for (const name of names) this.#people.add(name);
    this.#view.showState(`here as ${this.#nick}`);
  }

  #onRenamed(before: string, after: string): void {
    this.#people.delete(before);
    this.#people.add(after);
    if (before !== this.#nick) return;
    this.#nick = after;
    this.#view.showState(`here as ${after}`);
  }

  #takeAnother(): void {
    this.#nick += '_';
    this.rename(this.#nick);
  }
}

class ChatFactory extends Factory {
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    super();
    this.#conversation = conversation;
  }

  override buildProtocol(): ChatLine {
    return new ChatLine(this.#conversation);
  }
}

/** The connection of a conversation. */
class ChatLine extends TextLines {
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    super();
    this.#conversation = conversation;
  }

  override connectionMade(): void {
    this.#conversation.onConnected(this);
  }

  override textReceived(text: string): void {
    this.#conversation.onLine(text);
  }

  override connectionLost(): void {
    this.#conversation.onLost();
  }
}
