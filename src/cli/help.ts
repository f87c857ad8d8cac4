/**
 * What `--help` prints.
 */
import { HOSTS } from '../hosts/index.ts';

const hosts = HOSTS.map(({ name, summary }) => `\n                      ${name.padEnd(8)}${summary}`).join('');

export const HELP: string = `interloop: Node.js inside any event loop

  interloop run [options] [node options] program [arguments]
                         runs an unmodified program inside a host
  interloop doctor       tells which hosts this machine can run, and what is missing
  interloop --version

"interloop run --help" and "interloop doctor --help" tell more.`;

export const RUN_HELP: string = `interloop run [options] [node options] program [arguments]

Runs a program (ESM, CommonJS, or TypeScript where Node runs it) inside a host.
The program is not changed and cannot tell. This process becomes it: same pid,
same terminal, its own exit code and signals.

  --host=NAME       the event loop to live in; "auto" (default) takes that of the toolkit
                    which the program loads (Qt, wx, Tk, SDL or GTK), else glib, else frame:${hosts}
  --stats           when the program ends, print to stderr how it went
  --budget=MS       how long Node may go on in one turn as long as it is busy (2)
  --patience=MS     how long the host's own events may keep Node waiting (8)
  --priority=N      glib, gtk, qt, wx: the priority of Node's turns, GLib's way (200; wx: 300)
  --fps=N           frame, sdl: run that many empty frames a second (none)
  --help            this text

Options stop at the program's name. Those that are not listed here go to node,
for example --inspect or --max-old-space-size=100; write their values with "=".`;

export const DOCTOR_HELP: string = `interloop doctor [--json]

Tells which hosts this machine can run (it enters and leaves each of them), in
which form, and which libraries were found or are missing.
The exit code is 0 if at least one host works, otherwise 1.

  --json            the same as one JSON object
  --help            this text`;
