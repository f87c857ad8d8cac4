/**
 * How far everything is. The threads of the pool call `advance()` by name, on the thread that shows it.
 */
const beganAt = performance.now();
const total = { files: 0, bytes: 0 };
const done = { files: 0, bytes: 0 };
/** How many bytes of each file that is being read. */
const underWay = new Map<number, number>();

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
}

export function expect(bytes: number): void {
  total.files++;
  total.bytes += bytes;
}

export function begin(job: number): void {
  underWay.set(job, 0);
}

/** Bytes of a job that are done; those of a job that has ended come late, and are counted already. */
export function advance(job: number, bytes: number): void {
  const before = underWay.get(job);
  if (before !== undefined) underWay.set(job, before + bytes);
}

export function end(job: number, bytes: number): void {
  underWay.delete(job);
  done.files++;
  done.bytes += bytes;
}

export function progress(): Progress {
  const bytes = [...underWay.values()].reduce((sum, each) => sum + each, done.bytes);
  return {
    files: done.files,
    bytes,
    totalFiles: total.files,
    totalBytes: Math.max(bytes, total.bytes),
    elapsed: performance.now() - beganAt,
  };
}
