/**
 * A client of the store that does not care whether the server is there just now: a request waits for a connection, and is
 * made again if that is lost before the answer has come. All requests may be repeated without harm.
 */
import { type ClientEndpoint, ClientService, Deferred, Factory, type RetryPolicy } from 'interloop';
import { TextLines } from '../support/lines.ts';

export interface StoreClientOptions {
  /** How long to wait before the next attempt to connect. */
  readonly policy: RetryPolicy;
  readonly onConnected?: () => void;
}

export class StoreClient {
  readonly #service: ClientService;

  constructor(endpoint: ClientEndpoint, { policy, onConnected }: StoreClientOptions) {
    const options = { policy, prepareConnection: () => onConnected?.() };
    this.#service = new ClientService(endpoint, Factory.forProtocol(Connection), options);
    this.#service.startService();
  }

  /** Fires with the line that answers this one. */
  request(line: string): Deferred<string> {
    return this.#service
      .whenConnected()
      .addCallback((connection) => (connection as Connection).request(line))
      .addCallback((answer) => answer ?? this.request(line));
  }

  /** Fires when the connection is gone. */
  close(): Deferred<void> {
    return this.#service.stopService();
  }
}

/** One connection; answers come in the order of the requests. */
class Connection extends TextLines {
  override maxLength = 200_000;
  readonly #waiting: Deferred<string | undefined>[] = [];

  /** Fires with the answer, or with nothing if the connection is lost before that comes. */
  request(line: string): Deferred<string | undefined> {
    const answer = new Deferred<string | undefined>();
    this.#waiting.push(answer);
    this.sendLine(line);
    return answer;
  }

  override messageReceived(text: string): void {
    this.#waiting.shift()?.callback(text);
  }

  override connectionLost(): void {
    for (const answer of this.#waiting.splice(0)) answer.callback(undefined);
  }
}
