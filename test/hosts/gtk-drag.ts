/**
 * Something to drag, as programs of GTK 3 and of GTK 4 have it: text that a widget gives and takes itself.
 */
import { connect, FILES, functionsOf } from '../support/gtk-functions.ts';

export interface Drag {
  /** It has been picked up, and not let go. */
  isUnderWay: boolean;
  /** What was let go over the widget. */
  readonly dropped: string[];
  /** How many loops of GLib are inside each other, at the moment. */
  depth(): number;
}

/** Makes the button that fills a window draggable; GTK 4 has a label there from now on, whose clicks nobody wants. */
export function dragOf(version: 3 | 4, window: bigint): Drag {
  const depth = functionsOf('libglib-2.0.so.0')('int g_main_depth()') as () => number;
  const drag: Drag = { isUnderWay: false, dropped: [], depth };
  if (version === 3) dragOfGtk3(window, drag);
  else dragOfGtk4(window, drag);
  return drag;
}

const LEFT_BUTTON = 1 << 8;
const COPY_OF_GTK3 = 1 << 1;
const ALL_OF_A_DROP = 7;

function dragOfGtk3(window: bigint, drag: Drag): void {
  const gtk = functionsOf(FILES[3]);
  const button = gtk('void *gtk_bin_get_child(void *window)')(window) as bigint;
  gtk('void gtk_drag_source_set(void *widget, int buttons, void *targets, int count, int actions)')(
    ...[button, LEFT_BUTTON, null, 0, COPY_OF_GTK3],
  );
  gtk('void gtk_drag_source_add_text_targets(void *widget)')(button);
  gtk('void gtk_drag_dest_set(void *widget, int flags, void *targets, int count, int actions)')(
    ...[button, ALL_OF_A_DROP, null, 0, COPY_OF_GTK3],
  );
  gtk('void gtk_drag_dest_add_text_targets(void *widget)')(button);
  const signal = 'void (void *widget, void *context, void *data)';
  connect(button, 'drag-begin', signal, () => (drag.isUnderWay = true));
  connect(button, 'drag-end', signal, () => (drag.isUnderWay = false));
  const give = 'void (void *widget, void *context, void *selection, uint info, uint time, void *data)';
  connect(button, 'drag-data-get', give, (_: bigint, __: bigint, selection: bigint) => {
    gtk('int gtk_selection_data_set_text(void *selection, str text, int length)')(selection, 'dragged', -1);
  });
  const take = 'void (void *widget, void *context, int x, int y, void *selection, uint info, uint time, void *data)';
  connect(button, 'drag-data-received', take, (_: bigint, __: bigint, ___: number, ____: number, selection: bigint) => {
    drag.dropped.push(gtk('str gtk_selection_data_get_text(void *selection)')(selection) as string);
  });
}

const STRING = 16 << 2; // G_TYPE_STRING
const COPY_OF_GTK4 = 1;

function dragOfGtk4(window: bigint, drag: Drag): void {
  const gtk = functionsOf(FILES[4]);
  const label = gtk('void *gtk_label_new(str text)')('Drag me') as bigint;
  gtk('void gtk_window_set_child(void *window, void *child)')(window, label);
  const source = gtk('void *gtk_drag_source_new()')() as bigint;
  const content = gtk('void *gdk_content_provider_new_typed(ulong type, ...)')(STRING, 'str', 'dragged');
  gtk('void gtk_drag_source_set_content(void *source, void *content)')(source, content);
  const target = gtk('void *gtk_drop_target_new(ulong type, int actions)')(STRING, COPY_OF_GTK4) as bigint;
  for (const controller of [source, target]) {
    gtk('void gtk_widget_add_controller(void *widget, void *controller)')(label, controller);
  }
  connect(source, 'drag-begin', 'void (void *source, void *drag, void *data)', () => (drag.isUnderWay = true));
  connect(source, 'drag-end', 'void (void *source, void *drag, int isMoved, void *data)', () => {
    drag.isUnderWay = false;
  });
  const take = 'int (void *target, void *value, double x, double y, void *data)';
  connect(target, 'drop', take, (_: bigint, value: bigint) => {
    drag.dropped.push(functionsOf('libgobject-2.0.so.0')('str g_value_get_string(void *value)')(value) as string);
    return 1;
  });
}
