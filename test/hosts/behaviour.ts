/**
 * The one behaviour suite, run over a host: the checks that interloop gives users for theirs. A file per host, because
 * a file is a process.
 */
import { after, test } from 'node:test';
import { conformance, type Subject } from 'interloop/testing';
import { type HostName, hostUnderTest, skipOrFail, type WindowedHostName } from '../support/hosts.ts';
import { openDisplay } from '../support/xvfb.ts';

export function behaviour(name: HostName | WindowedHostName, subject: Omit<Subject, 'host'>): void {
  const found = hostUnderTest(name);
  const host = () => {
    if ('skip' in found) throw new Error(found.skip);
    return found.make();
  };
  for (const check of conformance({ ...subject, host })) {
    test(check.name, { timeout: 60_000 }, (t) => ('skip' in found ? skipOrFail(t, found.skip) : check.run()));
  }
}

/** The same for a host that has windows. */
export async function behaviourOnDisplay(name: WindowedHostName, subject: Omit<Subject, 'host'>): Promise<void> {
  try {
    const display = await openDisplay();
    after(() => display.end());
  } catch (error) {
    return void test('there is a display', (t) => skipOrFail(t, (error as Error).message));
  }
  behaviour(name, subject);
}
