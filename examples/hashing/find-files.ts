/** The files in directories. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Found {
  readonly path: string;
  readonly bytes: number;
}

type OnError = (path: string, error: Error) => void;

/** The regular files among `paths` and below them, in an order that is always the same; errors are given to `onError`. */
export async function* findFiles(paths: readonly string[], onError: OnError): AsyncGenerator<Found> {
  for (const path of paths) {
    try {
      const found = await stat(path);
      if (found.isDirectory()) yield* findFiles(await filesAndDirectories(path), onError);
      else yield { path, bytes: found.size };
    } catch (error) {
      onError(path, error as Error);
    }
  }
}

async function filesAndDirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const wanted = entries.filter((entry) => entry.isFile() || entry.isDirectory());
  return wanted.map((entry) => join(directory, entry.name)).sort();
}
