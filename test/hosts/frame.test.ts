import { call, hosted } from 'interloop/host';
import type { FrameHost } from 'interloop/hosts/frame';
import type { NestedLoop } from 'interloop/testing';
import { behaviour } from './behaviour.ts';

/** The frame loop again, inside itself. */
function nestedFrame(): NestedLoop {
  const host = hosted()?.host as FrameHost;
  return { run: () => void call(host.run), quit: () => void call(host.quit) };
}

behaviour('frame', { nested: nestedFrame, module: new URL('./workers/frame.js', import.meta.url) });
