/**
 * The built-in host: a fixed-rate loop as a game or a terminal program has. Needs nothing installed.
 */
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, type NativeCall, native, TURN, waker } from '../host/native-call.ts';
import { type FrameOptions, paceOf } from './frames.ts';

export type { Frame, FrameOptions } from './frames.ts';

/** A host that can also be run inside itself, by `call(host.run)`. */
export interface FrameHost extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
}

/**
 * A fixed-rate frame loop: blocks between frames, wakes at once for I/O, drops the frames that it missed.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * const onFrame = ({ number }) => number >= 5 && leave();
 * await enter(frame({ fps: 100, onFrame }));
 */
export function frame(options: FrameOptions = {}): FrameHost {
  const pace = paceOf(options);
  const address = addon().frameNew(pace.periodMs);
  const host: FrameHost = {
    name: 'frame',
    run: native(addon().frameRun, address),
    quit: native(addon().frameQuit, address),
    wake: {
      prepare: (guest) => ({
        attach: () => addon().frameAttach(address, guest, pace.start()),
        detach: [native(addon().frameDetach, address)],
      }),
      post: waker(addon().framePost, address, TURN, GUEST),
    },
  };
  addon().frameOwn(host, address);
  return host;
}
