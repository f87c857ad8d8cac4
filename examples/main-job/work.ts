/** Everything that Node does inside the host, at the same time. */
import { keepAsking, keepDownloading, newTally, type Tally } from './client.ts';
import { Lateness } from './lateness.ts';
import { startServer } from './server.ts';

const CLIENTS = 8;
const TIMER_MS = 10;

export class Work {
  readonly tally: Tally = newTally();
  readonly timer: Lateness = new Lateness(TIMER_MS);

  get isRight(): boolean {
    return this.tally.wrongAnswers === 0 && this.tally.wrongFiles === 0;
  }

  /** Ends when it is told to stop and nothing is in flight any more. */
  async run(stop: AbortSignal): Promise<void> {
    const server = await startServer();
    const beat = setInterval(() => this.timer.beat(), TIMER_MS);
    try {
      const asking = Array.from({ length: CLIENTS }, () => keepAsking(server.url, this.tally, stop));
      await Promise.all([...asking, keepDownloading(server.url, server.checksum, this.tally, stop)]);
    } finally {
      clearInterval(beat);
      await server.close();
    }
  }
}
