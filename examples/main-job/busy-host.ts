/**
 * The hosts to choose from, each with work of its own: a frame about 60 times a second, as painting would be.
 */
import { type Host, InterloopError } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { Lateness } from './lateness.ts';

export interface BusyHost {
  /** As in "Node.js inside TITLE". */
  readonly title: string;
  readonly shortTitle: string;
  readonly host: Host;
  /** The host's own frames. */
  readonly frames: Lateness;
  /** Starts and stops the host's own work. */
  start(): void;
  stop(): void;
}

/** What is found, and if it is not the best, why. */
export interface Choice {
  readonly busyHost: BusyHost;
  readonly reason?: string;
}

/** Takes GLib if it can be had, else the frame loop; a host that was asked for by name must be there. */
export async function chooseHost(name: 'glib' | 'frame' | 'best', onFrame: () => void): Promise<Choice> {
  if (name === 'frame') return { busyHost: busyFrame(onFrame) };
  try {
    const { busyGlib } = await import('./busy-glib.ts');
    return { busyHost: await busyGlib(onFrame) };
  } catch (error) {
    if (name === 'glib' || !(error instanceof InterloopError)) throw error;
    return { busyHost: busyFrame(onFrame), reason: error.message };
  }
}

function busyFrame(onFrame: () => void): BusyHost {
  const fps = 60;
  const frames = new Lateness(1000 / fps);
  return {
    title: 'a frame loop',
    shortTitle: 'host',
    frames,
    host: frame({
      fps,
      onFrame: ({ late }) => {
        frames.add(late);
        onFrame();
      },
    }),
    start() {},
    stop() {},
  };
}
