/**
 * Dialogs that block until they are answered, as programs of GTK 3 and of GTK 4 open them, and a menu.
 */
import { call } from 'interloop/host';
import { glib } from 'interloop/hosts/glib';
import { connect, FILES, functionsOf } from '../support/gtk-functions.ts';

export interface Dialogs {
  /** Blocks in a loop of its own until a button was clicked (1) or the dialog was closed (-4). */
  ask(title: string, text: string): number;
  /** The same for a file chooser: its path, or `undefined`. */
  chooseFile(title: string, path: string): string | undefined;
  /** Opens a menu of one item on a widget and returns at once. */
  menu(widget: bigint, item: string, onChosen: () => void): void;
}

const ACCEPT = -3;
const CLOSED = -4; // and GTK 4 has destroyed it
const OPEN = 0;

export function dialogs(version: 3 | 4): Dialogs {
  const gtk = functionsOf(FILES[version]);
  const gio = functionsOf('libgio-2.0.so.0');
  const destroy = gtk(
    version === 3 ? 'void gtk_widget_destroy(void *window)' : 'void gtk_window_destroy(void *window)',
  );
  const run = version === 3 ? runDialog : runInMainLoop;
  return {
    ask: (title, text) => {
      const dialog = gtk('void *gtk_dialog_new()')() as bigint;
      gtk('void gtk_window_set_title(void *window, str title)')(dialog, title);
      gtk('void gtk_window_set_default_size(void *window, int width, int height)')(dialog, 300, 100);
      gtk('void *gtk_dialog_add_button(void *dialog, str label, int response)')(dialog, 'Agreed', 1);
      const label = gtk('void *gtk_label_new(str text)')(text);
      const area = gtk('void *gtk_dialog_get_content_area(void *dialog)')(dialog);
      gtk(
        version === 3
          ? 'void gtk_container_add(void *box, void *child)'
          : 'void gtk_box_append(void *box, void *child)',
      )(area, label);
      if (version === 3) gtk('void gtk_widget_show_all(void *window)')(dialog);
      const answer = run(dialog);
      if (version === 3 || answer !== CLOSED) destroy(dialog);
      return answer;
    },
    chooseFile: (title, path) => {
      const dialog = gtk('void *gtk_file_chooser_dialog_new(str title, void *parent, int action, str first, ...)')(
        title,
        null,
        OPEN,
        'Choose',
        'int',
        ACCEPT,
        'void *',
        null,
      ) as bigint;
      const file = gio('void *g_file_new_for_path(str path)')(path);
      gtk('int gtk_file_chooser_set_file(void *chooser, void *file, void *error)')(dialog, file, null);
      const answer = run(dialog);
      const chosen = gtk('void *gtk_file_chooser_get_file(void *chooser)')(dialog);
      const name = answer === ACCEPT && chosen ? gio('str g_file_get_path(void *file)')(chosen) : undefined;
      destroy(dialog);
      return name as string | undefined;
    },
    menu: version === 3 ? openMenu : openPopover,
  };
}

function runDialog(dialog: bigint): number {
  return call({ address: functionsOf(FILES[3]).at('gtk_dialog_run'), args: [dialog], returns: 'int' }) as number;
}

/** GTK 4 has no `gtk_dialog_run` any more: this is what programs put in its place. */
function runInMainLoop(dialog: bigint): number {
  const loop = glib();
  let answer = 0;
  connect(dialog, 'response', 'void (void *dialog, int response, void *data)', (_: bigint, response: number) => {
    answer = response;
    call(loop.quit);
  });
  functionsOf(FILES[4])('void gtk_window_set_modal(void *window, int is)')(dialog, 1);
  functionsOf(FILES[4])('void gtk_window_present(void *window)')(dialog);
  call(loop.run);
  return answer;
}

function openMenu(widget: bigint, item: string, onChosen: () => void): void {
  const gtk = functionsOf(FILES[3]);
  const menu = gtk('void *gtk_menu_new()')();
  const entry = gtk('void *gtk_menu_item_new_with_label(str label)')(item) as bigint;
  connect(entry, 'activate', 'void (void *item, void *data)', onChosen);
  gtk('void gtk_menu_shell_append(void *menu, void *item)')(menu, entry);
  gtk('void gtk_widget_show_all(void *menu)')(menu);
  gtk('void gtk_menu_popup_at_widget(void *menu, void *widget, int anchor, int menuAnchor, void *event)')(
    ...[menu, widget, 1, 1, null],
  );
}

function openPopover(widget: bigint, item: string, onChosen: () => void): void {
  const gtk = functionsOf(FILES[4]);
  const popover = gtk('void *gtk_popover_new()')();
  const entry = gtk('void *gtk_button_new_with_label(str label)')(item) as bigint;
  connect(entry, 'clicked', 'void (void *button, void *data)', () => {
    gtk('void gtk_popover_popdown(void *popover)')(popover);
    onChosen();
  });
  gtk('void gtk_popover_set_child(void *popover, void *child)')(popover, entry);
  gtk('void gtk_widget_set_parent(void *popover, void *parent)')(popover, widget);
  gtk('void gtk_popover_popup(void *popover)')(popover);
}
