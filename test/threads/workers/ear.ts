/** Lives in the main thread of a test and is told things from elsewhere. */
import { EventEmitter, once } from 'node:events';

const ear = new EventEmitter();
export const words: string[] = [];

export function say(word: string): void {
  words.push(word);
  ear.emit(word);
}

/** Waits until a word was said. */
export async function heard(word: string): Promise<void> {
  if (!words.includes(word)) await once(ear, word);
}
