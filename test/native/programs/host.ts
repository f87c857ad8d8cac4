/**
 * The host that the command line asks for.
 */
import type { Host } from 'interloop/host';
import { fake } from 'interloop/testing';
import { type HostName, hostUnderTest } from '../../support/hosts.ts';

export function makeHost(name = process.argv[2]): Host {
  if (name === 'fake') return fake();
  const found = hostUnderTest(name as HostName);
  if ('make' in found) return found.make();
  console.log(`skip: ${found.skip}`);
  return process.exit();
}

/** Comes back when the collector has taken what nobody refers to, and finalizers have run. Needs --expose-gc. */
export async function collect(): Promise<void> {
  let isTold = false;
  const registry = new FinalizationRegistry(() => {
    isTold = true;
  });
  registry.register({}, undefined);
  for (let after = 0; after < 3; after += Number(isTold)) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
