/**
 * Which shared libraries this process has.
 */
import { readFileSync } from 'node:fs';

/** The first of the libraries that is mapped into this process; they are given by file name, as `libQt6Core.so.6`. */
export function firstMapped(files: readonly string[]): string | undefined {
  const names = mappedNames();
  return files.find((file) => names.some((name) => name === file || name.startsWith(`${file}.`)));
}

/** The loader of Linux maps a library under the name that a link leads to, as `libQt6Core.so.6.4.2`. */
function mappedNames(): string[] {
  try {
    const paths = readFileSync('/proc/self/maps', 'latin1').matchAll(/\/([^/\n]*\.so[^/\n]*)$/gm);
    return [...new Set([...paths].map(([, name]) => name as string))];
  } catch {
    return [];
  }
}
