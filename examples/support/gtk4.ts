/**
 * The little of GTK 4 that the programs with windows call, through koffi. Widgets are addresses.
 *
 * All of these return at once. What blocks, the main loop, is entered by the host, by address: so GTK calls the functions
 * that are connected here on the stack that JavaScript runs on, and they may do whatever JavaScript does.
 */
import koffi from 'koffi';

export type Widget = bigint;

const [gtk, gio, gobject] = ['libgtk-4.so.1', 'libgio-2.0.so.0', 'libgobject-2.0.so.0'].map((name) => koffi.load(name));

/** Declares `name(...parameters)` of GTK; a widget is what most return. */
function define<F>(name: string, parameters = '', returns = 'void *'): F {
  return gtk!.func(`${returns} gtk_${name}(${parameters})`) as F;
}

const make = (name: string) => define<() => Widget>(name);
const put = (name: string) =>
  define<(parent: Widget, child: Widget) => void>(name, 'void *parent, void *child', 'void');
const write = (name: string) => define<(widget: Widget, text: string) => void>(name, 'void *widget, str text', 'void');
const set = (name: string) => define<(widget: Widget, value: number) => void>(name, 'void *widget, int value', 'void');
const tell = (name: string) => define<(widget: Widget) => void>(name, 'void *widget', 'void');

export const HORIZONTAL = 0;
export const VERTICAL = 1;
/** What a handler returns to keep GTK from going on. */
export const HANDLED = 1;

const NON_UNIQUE = 1 << 5; // each start is a program of its own, and needs no bus

const newApplicationOf = define<(id: string, flags: number) => bigint>('application_new', 'str id, int flags');
export const newWindow = define<(application: bigint) => Widget>('application_window_new', 'void *application');
export const setTitle = write('window_set_title');
export const setSize = define<(window: Widget, width: number, height: number) => void>(
  ...(['window_set_default_size', 'void *window, int width, int height', 'void'] as const),
);
export const setTitlebar = put('window_set_titlebar');
export const setWindowChild = put('window_set_child');
export const present = tell('window_present');
export const destroyWindow = tell('window_destroy');

export const newHeaderBar = make('header_bar_new');
export const setTitleWidget = put('header_bar_set_title_widget');
export const packEnd = put('header_bar_pack_end');

export const newBox = define<(orientation: number, spacing: number) => Widget>(
  'box_new',
  'int orientation, int spacing',
);
export const append = put('box_append');
export const newScroller = make('scrolled_window_new');
export const setScrollerChild = put('scrolled_window_set_child');
export const newListBox = make('list_box_new');
export const prependRow = put('list_box_prepend');

export const newLabel = define<(text: string) => Widget>('label_new', 'str text');
export const setText = write('label_set_text');
export const setEllipsize = set('label_set_ellipsize');
export const setXAlign = define<(label: Widget, share: number) => void>(
  'label_set_xalign',
  'void *label, float x',
  'void',
);

export const newButton = define<(label: string) => Widget>('button_new_with_label', 'str label');
export const setLabel = write('button_set_label');

export const newEntry = make('entry_new');
export const setPlaceholder = write('entry_set_placeholder_text');
export const textOf = define<(entry: Widget) => string>('editable_get_text', 'void *entry', 'str');
export const setTextOf = write('editable_set_text');

export const newProgressBar = make('progress_bar_new');
export const setFraction = define<(bar: Widget, share: number) => void>(
  ...(['progress_bar_set_fraction', 'void *bar, double share', 'void'] as const),
);
export const pulse = tell('progress_bar_pulse');

export const newTextView = make('text_view_new');
export const setEditable = set('text_view_set_editable');
export const setCursorVisible = set('text_view_set_cursor_visible');
export const setWrapMode = set('text_view_set_wrap_mode');
const bufferOf = define<(view: Widget) => bigint>('text_view_get_buffer', 'void *view');
const setBufferText = define<(buffer: bigint, text: string, length: number) => void>(
  ...(['text_buffer_set_text', 'void *buffer, str text, int length', 'void'] as const),
);
const startOf = define<(buffer: bigint, place: Buffer) => void>(
  'text_buffer_get_start_iter',
  'void *b, void *p',
  'void',
);
const insertMarkup = define<(buffer: bigint, place: Buffer, markup: string, length: number) => void>(
  ...(['text_buffer_insert_markup', 'void *buffer, void *place, str markup, int length', 'void'] as const),
);

export const setHexpand = set('widget_set_hexpand');
export const setVexpand = set('widget_set_vexpand');
export const setVisible = set('widget_set_visible');
export const addClass = write('widget_add_css_class');
export const removeClass = write('widget_remove_css_class');
export const setWidth = define<(widget: Widget, width: number, height: number) => void>(
  ...(['widget_set_size_request', 'void *widget, int width, int height', 'void'] as const),
);
export const grabFocus = tell('widget_grab_focus');
const margins = ['top', 'bottom', 'start', 'end'].map((side) => set(`widget_set_margin_${side}`));
const newKeys = make('event_controller_key_new');
const setPhase = set('event_controller_set_propagation_phase');
const addController = put('widget_add_controller');

const connectData = gobject!.func(
  'ulong g_signal_connect_data(void *object, str signal, void *fn, void *data, void *free, int flags)',
);

/** Calls `fn` on each emission of a signal without arguments; what it returns is the answer, where GTK asks for one. */
export function connect(object: bigint, signal: string, fn: () => unknown): void {
  const handler = koffi.register(() => Number(fn()) || 0, koffi.pointer(koffi.proto('int (void *object, void *data)')));
  connectData(object, signal, handler, null, null, 0);
}

/** Calls `fn` with each key that is pressed in a window, before anybody else is. */
export function connectKeys(window: Widget, fn: (key: number, modifiers: number) => unknown): void {
  const keys = newKeys();
  const type = koffi.pointer(koffi.proto('int (void *keys, uint key, uint code, int modifiers, void *data)'));
  const handler = koffi.register((_: bigint, key: number, __: number, modifiers: number) => {
    return Number(fn(key, modifiers)) || 0;
  }, type);
  connectData(keys, 'key-pressed', handler, null, null, 0);
  setPhase(keys, 1); // on the way down
  addController(window, keys);
}

export function newApplication(id: string): bigint {
  return newApplicationOf(id, NON_UNIQUE);
}

/** An application without a window goes on. */
export const hold = gio!.func('void g_application_hold(void *application)') as (application: bigint) => void;

export function setMargin(widget: Widget, pixels: number): void {
  for (const setSide of margins) setSide(widget, pixels);
}

/** Puts text into a text view, in the markup of Pango. */
export function showMarkup(view: Widget, markup: string): void {
  const buffer = bufferOf(view);
  const place = Buffer.alloc(256); // a GtkTextIter, of some eighty bytes
  setBufferText(buffer, '', 0);
  startOf(buffer, place);
  insertMarkup(buffer, place, markup, -1);
}
