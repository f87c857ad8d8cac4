/** The window: what was said, who is there to hear, and a line to type in. All of it is Tcl's; nothing here knows a network. */
import { quoted, Tcl } from './tcl.ts';

const SCRIPT = `
  ttk::style theme use clam
  . configure -background #dcdad5
  wm geometry . 480x360
  wm minsize . 320 200
  option add *tearOff 0
  menu .menu -borderwidth 0 -background #dcdad5
  menu .menu.room -background #ffffff
  .menu.room add command -label "Who is here" -command {say /who}
  .menu.room add command -label "About..." -command about
  .menu.room add separator
  .menu.room add command -label Quit -accelerator Ctrl+Q -command leave
  .menu add cascade -label Room -menu .menu.room
  . configure -menu .menu

  text .said -font TkDefaultFont -wrap word -state disabled -padx 8 -pady 6 -borderwidth 0 -yscrollcommand {.bar set}
  .said tag configure notice -foreground #5e5c64
  ttk::scrollbar .bar -command {.said yview}
  ttk::frame .below -padding 6
  ttk::entry .below.text
  ttk::button .below.send -text Send -command send
  ttk::label .below.state -text "not connected" -foreground #8f1020
  grid .said .bar -sticky nsew
  grid .below - -sticky ew
  grid rowconfigure . 0 -weight 1
  grid columnconfigure . 0 -weight 1
  grid .below.text .below.send -sticky ew -padx {0 6}
  grid .below.state - -sticky w -pady {6 0}
  grid columnconfigure .below 0 -weight 1

  proc send {} {
    set text [string trim [.below.text get]]
    if {$text ne "" && [say $text]} {.below.text delete 0 end}
  }
  proc about {} {
    tk_messageBox -title About -message "The conversation goes on behind this dialog." -parent .
  }
  proc heard {line kind} {
    .said configure -state normal
    .said insert end $line\\n $kind
    .said configure -state disabled
    .said see end
  }
  bind .below.text <Return> send
  bind . <Control-q> leave
  wm protocol . WM_DELETE_WINDOW leave
  focus .below.text
`;

export class ChatWindow {
  readonly #tcl = new Tcl();
  #isOpen = true;

  constructor(nick: string, say: (text: string) => boolean, leave: () => void) {
    this.#tcl.command('say', (text) => Number(say(text!)));
    this.#tcl.command('leave', leave);
    this.#tcl.eval(SCRIPT);
    this.#tcl.eval(`wm title . ${quoted(`Chat: ${nick}`)}`);
  }

  /** What the room tells of itself begins with a star. */
  heard(line: string): void {
    if (this.#isOpen) this.#tcl.eval(`heard ${quoted(line)} ${line.startsWith('*') ? 'notice' : 'line'}`);
  }

  connected(isConnected: boolean): void {
    if (!this.#isOpen) return;
    const [text, colour] = isConnected ? ['connected', '#0b5d30'] : ['not connected', '#8f1020'];
    this.#tcl.eval(`.below.state configure -text ${quoted(text)} -foreground ${colour}`);
  }

  close(): void {
    if (this.#isOpen) this.#tcl.eval('destroy .');
    this.#isOpen = false;
  }
}
