/**
 * The window: a list of mails, the newest first. The functions are what the network thread calls, by name.
 */
import * as gtk from '../support/gtk4.ts';
import { inBytes } from '../support/numbers.ts';
import type { Mail } from './mailbox.ts';

const NAME = 'Mail';
const ELLIPSIS_AT_THE_END = 3;
const ESCAPE = 0xff1b;
const Q = 0x71;
const CONTROL = 4;

let current: MailWindow;

export function showMail(mail: Mail): void {
  current.add(mail);
}

export function showState(text: string): void {
  current.say(text);
}

export function showTrouble(text: string): void {
  current.complain(text);
}

export function showProgress(subject: string, received: number, total: number): void {
  current.progress(subject, received, total);
}

export class MailWindow {
  readonly #window: gtk.Widget;
  readonly #list = gtk.newListBox();
  readonly #progress = gtk.newProgressBar();
  readonly #status = gtk.newLabel('');
  #count = 0;

  /** @param onClose is called for the close button, Escape and Ctrl-Q; the window stays until it is destroyed */
  constructor(application: bigint, onClose: () => void) {
    current = this;
    this.#window = gtk.newWindow(application);
    gtk.setTitle(this.#window, NAME);
    gtk.setSize(this.#window, 520, 560);
    gtk.setTitlebar(this.#window, gtk.newHeaderBar());
    gtk.setWindowChild(this.#window, this.#content());
    gtk.connect(this.#window, 'close-request', () => {
      onClose();
      return gtk.HANDLED;
    });
    gtk.connectKeys(this.#window, (key, modifiers) => {
      if (key !== ESCAPE && !(key === Q && modifiers & CONTROL)) return undefined;
      onClose();
      return gtk.HANDLED;
    });
    this.say('Connecting');
    gtk.present(this.#window);
  }

  add({ subject, from, preview, date, bytes }: Mail): void {
    const row = gtk.newBox(gtk.VERTICAL, 4);
    gtk.setMargin(row, 12);
    const head = gtk.newBox(gtk.HORIZONTAL, 12);
    const title = this.#line(subject, 'heading');
    gtk.setHexpand(title, 1);
    gtk.append(head, title);
    gtk.append(head, this.#line(new Date(date).toLocaleTimeString([], { timeStyle: 'short' }), 'dim-label'));
    gtk.append(row, head);
    gtk.append(row, this.#line(`${from}, ${inBytes(bytes)}`, 'accent'));
    gtk.append(row, this.#line(preview, 'dim-label'));
    gtk.prependRow(this.#list, row);
    gtk.setTitle(this.#window, `${NAME} (${++this.#count})`);
    gtk.setVisible(this.#progress, 0);
  }

  progress(subject: string, received: number, total: number): void {
    gtk.setVisible(this.#progress, 1);
    gtk.setFraction(this.#progress, total ? Math.min(1, received / total) : 0);
    this.say(`${subject}: ${inBytes(received)} of ${inBytes(total)}`);
  }

  say(text: string): void {
    gtk.removeClass(this.#status, 'error');
    gtk.setText(this.#status, text);
  }

  complain(text: string): void {
    this.say(`${text}; trying again`);
    gtk.addClass(this.#status, 'error');
  }

  destroy(): void {
    gtk.destroyWindow(this.#window);
  }

  #line(text: string, style: string): gtk.Widget {
    const label = gtk.newLabel(text);
    gtk.setXAlign(label, 0);
    gtk.setEllipsize(label, ELLIPSIS_AT_THE_END);
    gtk.addClass(label, style);
    return label;
  }

  #content(): gtk.Widget {
    const [box, scroller] = [gtk.newBox(gtk.VERTICAL, 0), gtk.newScroller()];
    gtk.addClass(this.#list, 'rich-list');
    gtk.setScrollerChild(scroller, this.#list);
    gtk.setVexpand(scroller, 1);
    gtk.setVisible(this.#progress, 0);
    gtk.setXAlign(this.#status, 0);
    gtk.setEllipsize(this.#status, ELLIPSIS_AT_THE_END);
    gtk.setMargin(this.#status, 8);
    for (const part of [scroller, this.#progress, this.#status]) gtk.append(box, part);
    return box;
  }
}
