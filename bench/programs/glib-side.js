/** What the programs do on GLib's side of the thread, as a toolkit would. */
import koffi from 'koffi';

export const PRIORITY_DEFAULT = 0;
export const PRIORITY_REDRAW = 120; // GDK's
export const PRIORITY_IDLE = 200;

const glib = () => koffi.load('libglib-2.0.so.0');

/** Calls `fn` every `ms` milliseconds, each time counted from the last. */
export function every(ms, priority, fn) {
  const onTime = () => {
    fn();
    return 1;
  };
  const add = glib().func('g_timeout_add_full', 'uint', ['int', 'uint', 'void *', 'void *', 'void *']);
  add(priority, ms, koffi.register(onTime, koffi.pointer(koffi.proto('int (void *data)'))), null, null);
}

/**
 * Floods the loop: a source of this priority that is always ready and runs no JavaScript. Its callback is a function
 * of GLib that looks at a context and answers TRUE, which keeps the source.
 */
export function flood(priority) {
  const add = glib().func('g_idle_add_full', 'uint', ['int', 'void *', 'void *', 'void *']);
  add(priority, glib().symbol('g_main_context_is_owner', 'void'), null, null);
}
