/** Those who look on over the network: they are told the score, and each line that they send drops an apple. */
import { Factory } from 'interloop';
import { TextLines } from '../support/lines.ts';

export class Spectators extends Factory {
  readonly #lines = new Set<Spectator>();
  readonly #dropApple: () => boolean;

  constructor(dropApple: () => boolean) {
    super();
    this.#dropApple = dropApple;
  }

  override buildProtocol(): Spectator {
    return new Spectator(this);
  }

  get count(): number {
    return this.#lines.size;
  }

  tell(text: string): void {
    for (const each of this.#lines) each.sendLine(text);
  }

  /** Sends all home. */
  goodbye(): void {
    for (const each of this.#lines) each.transport.loseConnection();
  }

  came(spectator: Spectator): void {
    this.#lines.add(spectator);
    spectator.sendLine('A snake is hungry. Each line that you send is an apple.');
  }

  sent(spectator: Spectator): void {
    spectator.sendLine(this.#dropApple() ? 'dropped' : 'the board is full');
  }

  went(spectator: Spectator): void {
    this.#lines.delete(spectator);
  }
}

class Spectator extends TextLines {
  readonly #spectators: Spectators;

  constructor(spectators: Spectators) {
    super();
    this.#spectators = spectators;
  }

  override connectionMade(): void {
    this.#spectators.came(this);
  }

  override messageReceived(): void {
    this.#spectators.sent(this);
  }

  override connectionLost(): void {
    this.#spectators.went(this);
  }
}
