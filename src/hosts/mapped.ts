/**
 * Which shared libraries this process has.
 */
import { readFileSync } from 'node:fs';

/** Whether a library, given by file name as `libQt6Core.so.6`, is mapped into this process at this moment. */
export function mappedLibraries(): (file: string) => boolean {
  const names = mappedNames();
  return (file) => names.some((name) => name === file || name.startsWith(`${file}.`));
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
