/** What the window shows of a conversation: who is there and how the connection is, as the lines of the room tell it. */
import type { ClientEndpoint, Deferred } from 'interloop';
import { ChatClient, type ChatView } from '../chat-client/chat-client.ts';

/** A window, as the conversation sees it. */
export interface ConversationView {
  /** A line for the transcript; `isNews` if the room says it, not somebody in it. */
  showLine(line: string, isNews: boolean): void;
  showPeople(names: readonly string[]): void;
  showState(state: string): void;
}

/** What the room says of itself, with a name in it. */
const JOINED = /^\* (\S+) has joined$/;
const LEFT = /^\* (\S+) has left$/;
const RENAMED = /^\* (\S+) is (\S+) now$/;
const TAKEN = /^\* (\S+) is taken$/;
const HERE = /^\* here: (.*)$/;
const GREETING = /^Welcome\./;

export class Conversation implements ChatView {
  readonly #client: ChatClient;
  readonly #view: ConversationView;
  readonly #people = new Set<string>();
  #nick: string;
  #isOpen = false;

  constructor(endpoint: ClientEndpoint, nick: string, view: ConversationView) {
    this.#client = new ChatClient(endpoint, nick, this);
    this.#view = view;
    this.#nick = nick;
  }

  open(): void {
    this.#isOpen = true;
    this.#view.showState('connecting …');
    this.#client.start();
  }

  /** Says goodbye; fires when the connection is gone. */
  close(): Deferred<void> {
    this.#isOpen = false;
    return this.#client.stop();
  }

  /** What a person has typed. */
  say(text: string): void {
    if (text.trim() === '' || this.#client.say(text)) return;
    this.#view.showLine('* nobody is there to hear it', true);
  }

  rename(nick: string): void {
    this.say(`/nick ${nick}`);
  }

  connected(isConnected: boolean): void {
    if (isConnected) return;
    this.#people.clear();
    this.#view.showPeople([]);
    if (this.#isOpen) this.#view.showState('the server is gone, asking again …');
  }

  heard(text: string): void {
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
