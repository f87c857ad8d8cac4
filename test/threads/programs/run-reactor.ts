import { type RunResult, reactor } from 'interloop';
import { type HostName, hostUnderTest } from '../../support/hosts.ts';

/** Runs the reactor of the program in the host that its first argument names, or on Node's own loop. */
export async function runReactor(): Promise<RunResult> {
  const name = process.argv[2];
  if (name === undefined) return reactor.run();
  const found = hostUnderTest(name as HostName);
  if ('skip' in found) throw new Error(found.skip);
  return reactor.run({ host: found.make() });
}
