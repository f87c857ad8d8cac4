/** The window: an address, a page, and how far it is. It knows nothing of the network. */
import * as gtk from '../support/gtk4.ts';

export interface WindowEvents {
  /** Enter, or the button. */
  onFetch(address: string): void;
  /** Escape, or the button while something is fetched. */
  onCancel(): void;
  /** The close button, or Ctrl-Q. The window stays until it is destroyed. */
  onClose(): void;
}

const NAME = 'Web client';
const WRAP_WORDS = 2;
const ELLIPSIS_IN_THE_MIDDLE = 2;
const CONTROL = 4;
const ESCAPE = 0xff1b;
const [L, Q] = [0x6c, 0x71];

export class ClientWindow {
  readonly #window: gtk.Widget;
  readonly #address = gtk.newEntry();
  readonly #button = gtk.newButton('Fetch');
  readonly #progress = gtk.newProgressBar();
  readonly #page = gtk.newTextView();
  readonly #status = gtk.newLabel('');
  #isBusy = false;

  constructor(application: bigint, events: WindowEvents) {
    this.#window = gtk.newWindow(application);
    gtk.setTitle(this.#window, NAME);
    gtk.setSize(this.#window, 860, 620);
    gtk.setTitlebar(this.#window, this.#headerBar());
    gtk.setWindowChild(this.#window, this.#content());
    const act = () => {
      if (this.#isBusy) events.onCancel();
      else events.onFetch(gtk.textOf(this.#address));
    };
    gtk.connect(this.#button, 'clicked', act);
    gtk.connect(this.#address, 'activate', () => events.onFetch(gtk.textOf(this.#address)));
    gtk.connect(this.#window, 'close-request', () => {
      events.onClose();
      return gtk.HANDLED;
    });
    gtk.connectKeys(this.#window, (key, modifiers) => {
      const withControl = (modifiers & CONTROL) !== 0;
      if (key === ESCAPE) events.onCancel();
      else if (key === L && withControl) gtk.grabFocus(this.#address);
      else if (key === Q && withControl) events.onClose();
      else return undefined;
      return gtk.HANDLED;
    });
    this.say('Type an address and press Enter. Escape cancels.');
    gtk.present(this.#window);
    gtk.grabFocus(this.#address);
  }

  set address(text: string) {
    gtk.setTextOf(this.#address, text);
  }

  /** Something is being fetched, or is not any more. */
  set isBusy(is: boolean) {
    this.#isBusy = is;
    gtk.setLabel(this.#button, is ? 'Cancel' : 'Fetch');
    gtk.removeClass(this.#button, is ? 'suggested-action' : 'destructive-action');
    gtk.addClass(this.#button, is ? 'destructive-action' : 'suggested-action');
    if (is) gtk.showMarkup(this.#page, '');
    this.progress = is ? undefined : 0;
  }

  /** From 0 to 1; `undefined` where that is not known, but something moves. */
  set progress(share: number | undefined) {
    if (share === undefined) gtk.pulse(this.#progress);
    else gtk.setFraction(this.#progress, share);
  }

  say(text: string): void {
    gtk.removeClass(this.#status, 'error');
    gtk.setText(this.#status, text);
  }

  complain(text: string): void {
    this.say(text);
    gtk.addClass(this.#status, 'error');
  }

  show(markup: string, title: string | undefined): void {
    gtk.showMarkup(this.#page, markup);
    gtk.setTitle(this.#window, title ? `${title} · ${NAME}` : NAME);
  }

  destroy(): void {
    gtk.destroyWindow(this.#window);
  }

  #headerBar(): gtk.Widget {
    const bar = gtk.newHeaderBar();
    gtk.setPlaceholder(this.#address, 'example.org');
    gtk.setHexpand(this.#address, 1);
    gtk.setWidth(this.#address, 520, -1);
    gtk.addClass(this.#button, 'suggested-action');
    gtk.setTitleWidget(bar, this.#address);
    gtk.packEnd(bar, this.#button);
    return bar;
  }

  #content(): gtk.Widget {
    const [box, scroller] = [gtk.newBox(gtk.VERTICAL, 0), gtk.newScroller()];
    gtk.setEditable(this.#page, 0);
    gtk.setCursorVisible(this.#page, 0);
    gtk.setWrapMode(this.#page, WRAP_WORDS);
    gtk.setMargin(this.#page, 18);
    gtk.setScrollerChild(scroller, this.#page);
    gtk.setVexpand(scroller, 1);
    gtk.addClass(scroller, 'view');
    gtk.setXAlign(this.#status, 0);
    gtk.setEllipsize(this.#status, ELLIPSIS_IN_THE_MIDDLE);
    gtk.setMargin(this.#status, 8);
    for (const part of [this.#progress, scroller, this.#status]) gtk.append(box, part);
    return box;
  }
}
