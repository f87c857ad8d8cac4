/** The protocol of the server: one line is a request, one line the answer, in the same order. */
import { Factory } from 'interloop';
import { TextLines } from '../support/lines.ts';

export class Store extends Factory {
  /** What all connections share. */
  readonly values = new Map<string, string>();

  override buildProtocol(): StoreProtocol {
    return new StoreProtocol(this.values);
  }
}

class StoreProtocol extends TextLines {
  override maxLength = 100_000;
  readonly #values: Map<string, string>;

  constructor(values: Map<string, string>) {
    super();
    this.#values = values;
  }

  /** Requests are not read while answers cannot be sent. */
  override connectionMade(): void {
    this.transport.registerProducer(this, true);
  }

  override messageReceived(text: string): void {
    const [command, key, value] = /^(\w+)(?: (\S+)(?: (.*))?)?$/.exec(text)?.slice(1) ?? [];
    this.sendLine(this.#answer(command?.toUpperCase(), key, value));
  }

  override lineLengthExceeded(): void {
    this.sendLine(`ERROR a request has at most ${this.maxLength} bytes`);
  }

  #answer(command?: string, key?: string, value?: string): string {
    const values = this.#values;
    if (command === 'KEYS' && key === undefined) return ['KEYS', ...values.keys()].join(' ');
    if (key !== undefined) {
      if (command === 'SET' && value !== undefined) {
        values.set(key, value);
        return 'OK';
      }
      if (command === 'GET' && value === undefined) return values.has(key) ? `VALUE ${values.get(key)}` : 'NONE';
      if (command === 'DELETE' && value === undefined) return values.delete(key) ? 'OK' : 'NONE';
    }
    return 'ERROR the requests are GET KEY, SET KEY VALUE, DELETE KEY and KEYS';
  }
}
