import { call, hosted } from 'interloop/host';
import type { TkHost } from 'interloop/hosts/tk';
import type { NestedLoop } from 'interloop/testing';
import { behaviour } from './behaviour.ts';

/** The loop again, inside itself, as `vwait` and `tkwait` have it. */
function nestedTk(): NestedLoop {
  const host = hosted()?.host as TkHost;
  return { run: () => void call(host.run), quit: () => void call(host.quit) };
}

behaviour('tk', { nested: nestedTk, module: new URL('./workers/tk.js', import.meta.url) });
