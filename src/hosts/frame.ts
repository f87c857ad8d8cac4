/**
 * The built-in host: a fixed-rate loop as a game or a terminal program has. Needs nothing installed.
 */
import { InvalidArgumentError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { addon } from '../host/native.ts';
import { GUEST, type NativeCall, native, TURN, waker } from '../host/native-call.ts';

/** What `onFrame` is told. */
export interface Frame {
  /** Counts from 0, dropped frames included. */
  readonly number: number;
  /** How long after its time this frame runs, in milliseconds. */
  readonly late: number;
  /** How many frames were dropped before this one because something took too long. */
  readonly dropped: number;
}

export interface FrameOptions {
  /** Frames per second, more than 0 and at most 1000. Default 60. */
  readonly fps?: number;
  /** Called once a frame, on the host's own level. Without it there are no frames, only waiting. */
  readonly onFrame?: (frame: Frame) => void;
}

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
  const { fps = 60, onFrame } = options;
  if (typeof fps !== 'number' || !(fps > 0 && fps <= 1000)) {
    throw new InvalidArgumentError(`fps is a number of frames per second above 0 and up to 1000, not ${String(fps)}`);
  }
  if (onFrame !== undefined && typeof onFrame !== 'function') {
    throw new InvalidArgumentError(`onFrame is a function, not ${String(onFrame)}`);
  }
  const address = addon().frameNew(1000 / fps);
  let number = -1;
  const onNativeFrame =
    onFrame &&
    ((late: number, dropped: number) => {
      number += 1 + dropped;
      onFrame({ number, late, dropped });
    });
  const host: FrameHost = {
    name: 'frame',
    run: native(addon().frameRun, address),
    quit: native(addon().frameQuit, address),
    wake: {
      prepare: (guest) => ({
        attach: () => {
          number = -1;
          addon().frameAttach(address, guest, onNativeFrame);
        },
        detach: [native(addon().frameDetach, address)],
      }),
      post: waker(addon().framePost, address, TURN, GUEST),
    },
  };
  addon().frameOwn(host, address);
  return host;
}
