/**
 * Somebody in the room, or on the way in: the protocol of the server.
 *
 * A member is the producer of its own connection: while that cannot send, nothing is read from it, and what the others say is
 * missed. So the room waits for nobody, and keeps nothing for who has stopped reading.
 */
import { TextLines } from '../support/lines.ts';
import type { Room } from './room.ts';

const NAME = /^[\p{L}\p{N}_-]{1,20}$/u;

export class Member extends TextLines {
  /** There when it was chosen. */
  name: string | undefined;
  override maxLength = 1000;
  readonly #room: Room;
  #missed = 0;

  constructor(room: Room) {
    super();
    this.#room = room;
  }

  override connectionMade(): void {
    this.transport.registerProducer(this, true);
    this.sendLine('Welcome. What is your nickname?');
  }

  override messageReceived(text: string): void {
    const line = text.trim();
    const [command, ...words] = line.split(' ');
    if (command === '/quit') this.leave();
    else if (command === '/nick') this.#rename(words.join(' '));
    else if (this.name === undefined) this.#rename(line);
    else if (command === '/who') this.sendLine(`* here: ${this.#room.names.join(', ')}`);
    else if (command?.startsWith('/')) this.sendLine('* /nick NAME, /who and /quit are all that I know');
    else if (line !== '') this.#room.tell(`<${this.name}> ${line}`);
  }

  override lineLengthExceeded(): void {
    this.sendLine(`* a line has at most ${this.maxLength} bytes`);
  }

  override connectionLost(): void {
    const { name } = this;
    if (name === undefined) return;
    this.#room.leave(name);
    this.#room.tell(`* ${name} has left`);
  }

  /** Somebody has said something. */
  hear(line: string): void {
    if (this.paused) this.#missed++;
    else this.sendLine(line);
  }

  override resumeProducing(): void {
    if (this.#missed > 0) this.sendLine(`* you have missed ${this.#missed} lines`);
    this.#missed = 0;
    super.resumeProducing();
  }

  leave(): void {
    this.sendLine('* goodbye');
    this.transport.unregisterProducer();
    this.transport.loseConnection();
  }

  #rename(name: string): void {
    const before = this.name;
    if (!NAME.test(name)) this.sendLine('* a nickname has 1 to 20 letters, digits, _ and -');
    else if (!this.#room.take(name, this)) this.sendLine(`* ${name} is taken`);
    else if (before !== undefined) this.#room.tell(`* ${before} is ${name} now`);
    else {
      this.sendLine(`* here: ${this.#room.names.join(', ')}`);
      this.#room.tell(`* ${name} has joined`, this);
    }
  }
}
