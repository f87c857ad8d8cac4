/** Who there is to ask about: a file with a line a user, `name: what they are doing`, read anew for each question. */
import { readFile } from 'node:fs/promises';

const SAMPLE = `ada: writes notes on an engine that does not exist yet
grace: looks for a moth
margaret: lands on the moon`;

export async function readUsers(path: string | undefined): Promise<Map<string, string>> {
  const text = path === undefined ? SAMPLE : await readFile(path, 'utf8');
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, status] = /^(\S+): *(.*)$/.exec(line.trim()) ?? [];
      return name ? [[name, status!]] : [];
    }),
  );
}
