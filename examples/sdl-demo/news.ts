/**
 * Lines from a server, by one connection or many; a connection that is lost is made again.
 *
 * A flood must not hold up the next frame. So each connection gives a share of lines a frame and then waits for the next
 * one, and a server that sends more waits, too. Nor must the making of sixty connections: a few are begun in each frame.
 */
import { backoffPolicy, type ClientEndpoint, ClientService, Factory } from 'interloop';
import { TextLines } from '../support/lines.ts';

const RETRY = backoffPolicy({ initialDelay: 200, factor: 2, maxDelay: 5000 });

/** How many lines all connections together give in one frame. */
const LINES_A_FRAME = 3200;

/** How many connections are begun in one frame. */
const BEGUN_A_FRAME = 4;

export class News {
  /** The last lines, the oldest first. */
  readonly last: string[] = [];
  /** How many have come in. */
  count = 0;
  /** How many connections there are now. */
  connected = 0;
  readonly #services: readonly ClientService[];
  /** Which of them have been started. */
  #started = 0;
  readonly #most: number;
  readonly #waiting = new Set<NewsLines>();
  /** How many lines one connection gives in one frame. */
  readonly share: number;

  /** @param most how many lines are kept */
  constructor(endpoint: ClientEndpoint, connections: number, most: number) {
    this.#most = most;
    this.share = Math.ceil(LINES_A_FRAME / connections);
    const factory = new NewsFactory(this);
    this.#services = Array.from({ length: connections }, () => {
      return new ClientService(endpoint, factory, { policy: RETRY });
    });
  }

  async stop(): Promise<void> {
    const started = this.#services.slice(0, this.#started);
    this.#started = this.#services.length;
    await Promise.all(started.map((service) => service.stopService()));
  }

  /** A frame begins: those that wait go on, and more are begun. */
  frame(): void {
    const begun = this.#services.slice(this.#started, this.#started + BEGUN_A_FRAME);
    for (const service of begun) service.startService();
    this.#started += begun.length;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const lines of waiting) lines.goOn();
  }

  waits(lines: NewsLines): void {
    this.#waiting.add(lines);
  }

  gone(lines: NewsLines): void {
    this.connected--;
    this.#waiting.delete(lines);
  }

  take(line: string): void {
    this.count++;
    this.last.push(line);
    if (this.last.length > this.#most) this.last.shift();
  }
}

class NewsFactory extends Factory {
  readonly #news: News;

  constructor(news: News) {
    super();
    this.#news = news;
  }

  override buildProtocol(): NewsLines {
    return new NewsLines(this.#news);
  }
}

class NewsLines extends TextLines {
  readonly #news: News;
  #left = 0;

  constructor(news: News) {
    super();
    this.#news = news;
    this.#left = news.share;
  }

  goOn(): void {
    this.#left = this.#news.share;
    this.resumeProducing();
  }

  override connectionMade(): void {
    this.#news.connected++;
  }

  override messageReceived(text: string): void {
    this.#news.take(text);
    if (--this.#left > 0) return;
    this.pauseProducing();
    this.#news.waits(this);
  }

  override connectionLost(): void {
    this.#news.gone(this);
  }
}
