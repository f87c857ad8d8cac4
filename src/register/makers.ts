/**
 * How each host is made for a whole program that knows nothing of it.
 *
 * There an open window of a toolkit keeps the program alive, as an open server does: the program need not run the
 * toolkit's loop. GTK tells of its windows. Its loop is GLib's here in both versions: gtk_main_level() tells a program of
 * GTK 3 which loops of it run, and a gtk_main() of ours would be one too many. Qt and wx are taken at their word: an
 * application with windows runs until its toolkit ends the loop, which both do with the last window.
 */
import type { Host } from '../host/host.ts';
import { currentStay } from '../host/stay.ts';
import { type FrameOptions, frame } from '../hosts/frame.ts';
import { glib } from '../hosts/glib.ts';
import { countWindows, gtk } from '../hosts/gtk.ts';
import { qt } from '../hosts/qt.ts';
import { sdl } from '../hosts/sdl.ts';
import { tk } from '../hosts/tk.ts';
import { wx } from '../hosts/wx.ts';
import type { Settings } from './settings.ts';

/** A host whose loop is that of an application, which may not be there yet. */
export interface ApplicationHost extends Host {
  readonly application: string | undefined;
}

export type HostName = 'frame' | 'glib' | 'gtk' | 'qt' | 'sdl' | 'tk' | 'wx';

const FOREVER_MS = 2 ** 31 - 1;

export const makers: Readonly<Record<HostName, (settings: Settings) => Host>> = {
  frame: ({ fps }) => frame(emptyFrames(fps)),
  glib,
  gtk: (settings) => {
    const host = gtk({ endsWithLastWindow: false });
    let keeper: NodeJS.Timeout | undefined;
    countWindows(host, (count) => {
      if (count > 0) keeper ??= setInterval(() => {}, FOREVER_MS);
      else keeper = void clearInterval(keeper);
    });
    const { name, version } = host;
    return Object.create(glib(priorityOf(settings)), { name: { value: name }, version: { value: version } });
  },
  qt: (settings) => aliveWithWindows(qt(priorityOf(settings))),
  sdl: ({ fps }) => sdl(emptyFrames(fps)),
  tk,
  wx: (settings) => aliveWithWindows(wx(priorityOf(settings))),
};

function emptyFrames(fps: number | undefined): FrameOptions {
  return fps === undefined ? {} : { fps, onFrame: () => {} };
}

function priorityOf({ priority }: Settings): { priority?: number } {
  return priority === undefined ? {} : { priority };
}

function aliveWithWindows(host: ApplicationHost): Host {
  const check = () => {
    host.check?.();
    const stay = currentStay();
    if (stay) stay.referenced = host.application === 'gui';
  };
  return Object.create(host, { check: { value: check } });
}
