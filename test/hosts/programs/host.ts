import type { Host } from 'interloop/host';
import { type HostName, hostUnderTest } from '../../support/hosts.ts';

/** The host that the program was asked to enter: its last argument. */
export function hostOfArgument(): Host {
  const found = hostUnderTest(process.argv.at(-1) as HostName);
  if ('skip' in found) throw new Error(found.skip);
  return found.make();
}
