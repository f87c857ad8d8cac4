/**
 * A small program of GTK 3 or 4, in this process: windows with a button, as koffi makes them.
 */
import { connect, FILES, functionsOf } from '../support/gtk-functions.ts';

export interface Desk {
  readonly version: 3 | 4;
  /** Opens a window with a button that fills it. */
  open(title: string, label?: string, onClick?: (button: bigint) => void): bigint;
  /** Destroys a window. */
  close(window: bigint): void;
  hide(window: bigint): void;
}

export function desk(version: 3 | 4): Desk {
  const gtk = functionsOf(FILES[version]);
  const child = version === 3 ? 'gtk_container_add' : 'gtk_window_set_child';
  return {
    version,
    open: (title, label = title, onClick = () => {}) => {
      const window = (
        version === 3 ? gtk('void *gtk_window_new(int type)')(0) : gtk('void *gtk_window_new()')()
      ) as bigint;
      gtk('void gtk_window_set_title(void *window, str title)')(window, title);
      gtk('void gtk_window_set_default_size(void *window, int width, int height)')(window, 240, 120);
      const button = gtk('void *gtk_button_new_with_label(str label)')(label) as bigint;
      connect(button, 'clicked', 'void (void *button, void *data)', onClick);
      gtk(`void ${child}(void *window, void *child)`)(window, button);
      if (version === 3) gtk('void gtk_widget_show_all(void *window)')(window);
      else gtk('void gtk_window_present(void *window)')(window);
      return window;
    },
    close: (window) => {
      gtk(version === 3 ? 'void gtk_widget_destroy(void *window)' : 'void gtk_window_destroy(void *window)')(window);
    },
    hide: (window) => void gtk('void gtk_widget_hide(void *window)')(window),
  };
}
