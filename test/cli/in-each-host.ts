/**
 * Declares a test for each host that the command line knows.
 */
import { type TestContext, type TestOptions, test } from 'node:test';
import { type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';

const hosts: Record<string, HostName> = { frame: 'frame', glib: 'glib watch', sdl: 'sdl waker', tk: 'tk' };

type Body = (host: string, t: TestContext) => Promise<void>;

export function inEachHost(
  behaviour: string,
  body: Body,
  options: TestOptions & { readonly hosts?: readonly string[] } = {},
): void {
  const { hosts: wanted = Object.keys(hosts), ...testOptions } = options;
  for (const [host, underTest] of Object.entries(hosts)) {
    if (!wanted.includes(host)) continue;
    test(`${behaviour}, inside ${host}`, testOptions, async (t) => {
      const found = hostUnderTest(underTest);
      if ('skip' in found) return skipOrFail(t, found.skip);
      await body(host, t);
    });
  }
}
