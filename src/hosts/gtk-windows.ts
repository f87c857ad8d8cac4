/**
 * How many windows of GTK are open, told whenever that changes.
 *
 * GTK 4 keeps a list model of its toplevels, which tells. GTK 3 has the list alone; a hook on the signals `map` and
 * `unmap`, which every window emits on its way in and out, is the sign to count again. The count is made in an immediate
 * there: while the signal is emitted, a window that is being destroyed is still in the list. Windows that are hidden
 * count (the program means to show them again), tooltips and menus do not.
 *
 * The callbacks are made once and live as long as GTK does, so nothing is left by entries and nothing has to be undone.
 */
import { type Library, library } from './library.ts';

type OnCount = (count: number) => void;

const listeners = new Set<OnCount>();
let count: (() => number) | undefined;

/**
 * Calls `onCount` with the number of open windows each time it may have changed. GTK must have been initialised.
 *
 * @returns how many are open now
 */
export function watchWindows(version: 3 | 4, gtk: Library, onCount: OnCount): number {
  listeners.add(onCount);
  const watch = version === 4 ? watchToplevels : hookWindows;
  count ??= watch(gtk, library('libgobject-2.0.so.0', 'it comes with GLib'));
  return count();
}

function tell(now: number): void {
  for (const listener of [...listeners]) listener(now);
}

function watchToplevels(gtk: Library, gobject: Library): () => number {
  const connect: (object: bigint, signal: string, fn: unknown, data: null, free: null, flags: number) => number =
    gobject.func('ulong g_signal_connect_data(void *object, str signal, void *fn, void *data, void *free, int flags)');
  const toplevels = gtk.func<() => bigint>('void *gtk_window_get_toplevels()')();
  const length: (model: bigint) => number = library('libgio-2.0.so.0', 'it comes with GLib').func(
    'uint g_list_model_get_n_items(void *model)',
  );
  const onChange = gobject.callback('void (void *model, uint position, uint removed, uint added, void *data)', () => {
    tell(length(toplevels));
  });
  connect(toplevels, 'items-changed', onChange, null, null, 0);
  return () => length(toplevels);
}

function hookWindows(gtk: Library, gobject: Library): () => number {
  const glib = library('libglib-2.0.so.0', 'it comes with GTK');
  const typeOf = (name: string) => gtk.func<() => bigint>(`size_t ${name}()`)();
  const [widget, window] = [typeOf('gtk_widget_get_type'), typeOf('gtk_window_get_type')];
  const isA: (object: bigint, type: bigint) => number = gobject.func(
    'int g_type_check_instance_is_a(void *object, size_t type)',
  );
  const objectOf: (value: bigint) => bigint = gobject.func('void *g_value_get_object(void *value)');
  const lookup: (signal: string, type: bigint) => number = gobject.func(
    'uint g_signal_lookup(str signal, size_t type)',
  );
  const hook: (signal: number, detail: number, fn: unknown, data: null, free: null) => bigint = gobject.func(
    'ulong g_signal_add_emission_hook(uint signal, uint detail, void *fn, void *data, void *free)',
  );
  const list: () => bigint = gtk.func('void *gtk_window_list_toplevels()');
  const kind: (window: bigint) => number = gtk.func('int gtk_window_get_window_type(void *window)');
  const length: (list: bigint) => number = glib.func('uint g_list_length(void *list)');
  const nth: (list: bigint, n: number) => bigint = glib.func('void *g_list_nth_data(void *list, uint n)');
  const free: (list: bigint) => void = glib.func('void g_list_free(void *list)');

  const countToplevels = (): number => {
    const windows = list();
    const kinds = Array.from({ length: length(windows) }, (_, n) => kind(nth(windows, n)));
    free(windows);
    return kinds.filter((each) => each === 0).length; // GTK_WINDOW_TOPLEVEL
  };
  const onSignal = gobject.callback('int (void *hint, uint count, void *values, void *data)', (...args) => {
    if (isA(objectOf(args[2] as bigint), window)) setImmediate(() => tell(countToplevels()));
    return 1; // the hook stays
  });
  for (const signal of ['map', 'unmap']) hook(lookup(signal, widget), 0, onSignal, null, null);
  return countToplevels;
}
