/**
 * Frames at a fixed rate, as the hosts `frame` and `sdl` have them.
 */
import { InvalidArgumentError } from '../errors.ts';

/** What `onFrame` is told. */
export interface Frame {
  /** Counts from 0, dropped frames included. */
  readonly number: number;
  /** How long after its time this frame runs, in milliseconds. */
  readonly late: number;
  /** How many frames were dropped before this one because something took too long. */
  readonly dropped: number;
}

/** How often there are frames, and what they do. */
export interface FrameOptions {
  /** Frames per second, more than 0 and at most 1000. Default 60. */
  readonly fps?: number;
  /** Called once a frame, on the host's own level. Without it there are no frames, only waiting. */
  readonly onFrame?: (frame: Frame) => void;
}

/** What the addon calls. */
export type OnNativeFrame = (lateMs: number, missed: number) => void;

/** The length of a frame in milliseconds, and how to make the function that the addon calls during one stay. */
export interface Pace {
  readonly periodMs: number;
  start(): OnNativeFrame | undefined;
}

/** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
export function paceOf({ fps = 60, onFrame }: FrameOptions): Pace {
  if (typeof fps !== 'number' || !(fps > 0 && fps <= 1000)) {
    throw new InvalidArgumentError(`fps is a number of frames per second above 0 and up to 1000, not ${String(fps)}`);
  }
  if (onFrame !== undefined && typeof onFrame !== 'function') {
    throw new InvalidArgumentError(`onFrame is a function, not ${String(onFrame)}`);
  }
  const start = () => {
    let number = -1;
    if (!onFrame) return undefined;
    return (late: number, dropped: number) => {
      number += 1 + dropped;
      onFrame({ number, late, dropped });
    };
  };
  return { periodMs: 1000 / fps, start };
}
