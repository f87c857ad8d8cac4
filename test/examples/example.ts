/**
 * Runs the programs of `examples/`.
 */
import { fileURLToPath } from 'node:url';
import { node, type Outcome } from '../cli/command.ts';

const root = new URL('../../../', import.meta.url);

/** The path of a file of `examples/`; TypeScript is run as it was built, and so are libraries. */
export function example(path: string): string {
  const isBuilt = /\.(ts|so)$/.test(path);
  const file = isBuilt ? `build/examples/${path.replace(/ts$/, 'js')}` : `examples/${path}`;
  return fileURLToPath(new URL(file, root));
}

export function runExample(path: string, ...args: string[]): Promise<Outcome> {
  return node([example(path), ...args]);
}
