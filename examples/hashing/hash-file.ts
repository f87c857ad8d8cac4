/** What runs in the threads of the pool. It may block: nobody waits for this thread but the file that it reads. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { reactor, threadModule } from 'interloop';

const progress = threadModule<typeof import('./progress.ts')>(new URL('./progress.js', import.meta.url));

const chunk = Buffer.allocUnsafe(1024 * 1024);

/** The SHA-256 of a file, in hexadecimal digits. Tells after each chunk how far it is, and for which job. */
export function hashFile(path: string, job: number): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const bytes = readSync(file, chunk);
      if (bytes === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytes));
      reactor.callFromThread(progress.advance, job, bytes);
    }
  } finally {
    closeSync(file);
  }
}
