/** A thread of the stress test. */
import { workerData } from 'node:worker_threads';
import { type SentThreadChannel, ThreadChannel } from 'interloop';
import { act, type Part, type Word } from './actor.ts';

export interface StressData {
  readonly part: Part;
  readonly channels: readonly SentThreadChannel[];
  /** After so many milliseconds it ends itself: by `process.exit()`, or by an error that nobody catches. */
  readonly ends: { readonly after: number; readonly how: 'exits' | 'throws' } | undefined;
}

const { part, channels, ends } = workerData as StressData;
if (ends) {
  setTimeout(() => {
    if (ends.how === 'exits') process.exit(3);
    throw new Error('meant');
  }, ends.after).unref();
}
await act(
  part,
  channels.map((channel) => ThreadChannel.open<Word>(channel)),
);
