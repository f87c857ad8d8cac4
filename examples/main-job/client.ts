/** The other side of the server: what asks, and what checks the answers. */
import { createHash } from 'node:crypto';

/** What came of it, counted while it happens. */
export interface Tally {
  requests: number;
  wrongAnswers: number;
  bytes: number;
  files: number;
  wrongFiles: number;
}

export function newTally(): Tally {
  return { requests: 0, wrongAnswers: 0, bytes: 0, files: 0, wrongFiles: 0 };
}

/** Asks one small question after the other until told to stop. */
export async function keepAsking(url: string, tally: Tally, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const path = `/${tally.requests}`;
    const response = await fetch(url + path);
    const answer = await response.text();
    tally.requests++;
    if (answer !== `you asked for ${path}`) tally.wrongAnswers++;
  }
}

/** Downloads the file again and again until told to stop, and compares checksums. */
export async function keepDownloading(url: string, checksum: string, tally: Tally, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const hash = createHash('sha256');
    const { body } = await fetch(`${url}/file`);
    for await (const chunk of body!) {
      hash.update(chunk);
      tally.bytes += chunk.length;
    }
    tally.files++;
    if (hash.digest('hex') !== checksum) tally.wrongFiles++;
  }
}
