/**
 * Declares a test for each host: of those that the examples know, or of all that the command line knows and that need no
 * display.
 */
import { type TestContext, type TestOptions, test } from 'node:test';
import { type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';

type Body = (host: string, t: TestContext) => Promise<void>;

const everywhere: Record<string, HostName> = { frame: 'frame', glib: 'glib watch' };
const hosts: Record<string, HostName> = { ...everywhere, sdl: 'sdl waker', tk: 'tk' };

export function inEachHost(behaviour: string, body: Body, options?: TestOptions): void {
  inHosts(everywhere, behaviour, body, options);
}

export function inEveryHost(behaviour: string, body: Body, options?: TestOptions): void {
  inHosts(hosts, behaviour, body, options);
}

function inHosts(of: Record<string, HostName>, behaviour: string, body: Body, options: TestOptions = {}): void {
  for (const [host, underTest] of Object.entries(of)) {
    test(`${behaviour}, inside ${host}`, options, async (t) => {
      const found = hostUnderTest(underTest);
      if ('skip' in found) return skipOrFail(t, found.skip);
      await body(host, t);
    });
  }
}
