/**
 * GLib with a timeout source of its own, at the priority at which GDK redraws. Node has no part in it: GLib counts the
 * time and calls back.
 */
import { glib } from 'interloop/hosts/glib';
import type { BusyHost } from './busy-host.ts';
import { Lateness } from './lateness.ts';

const PERIOD_MS = 16;
const GDK_PRIORITY_REDRAW = 120;
const G_SOURCE_CONTINUE = 1;

export async function busyGlib(onFrame: () => void): Promise<BusyHost> {
  const host = glib();
  const { default: koffi } = await import('koffi');
  const library = koffi.load('libglib-2.0.so.0');
  const sourceFunc = koffi.pointer(koffi.proto('int GSourceFunc(void *data)'));
  const addTimeout = library.func('g_timeout_add_full', 'uint', ['int', 'uint', sourceFunc, 'void *', 'void *']);
  const removeSource = library.func('g_source_remove', 'int', ['uint']);

  const frames = new Lateness(PERIOD_MS);
  const callback = koffi.register(() => {
    frames.beat();
    onFrame();
    return G_SOURCE_CONTINUE;
  }, sourceFunc);
  let source = 0;
  return {
    title: "GLib's main loop",
    shortTitle: 'GLib',
    host,
    frames,
    start() {
      source = addTimeout(GDK_PRIORITY_REDRAW, PERIOD_MS, callback, null, null);
    },
    stop() {
      removeSource(source);
      koffi.unregister(callback);
    },
  };
}
