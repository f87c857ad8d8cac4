/**
 * `node --import interloop/register/gtk app.mjs`: the program lives inside GTK's main loop. It need not run that loop: an
 * open window keeps it alive, as an open server does.
 *
 * koffi is loaded before the traces of loading are hidden, so the program has the same copy of it: when one copy calls GTK, the
 * callbacks of another are not called.
 */
import { loadKoffi } from '../hosts/library.ts';
import { makers } from './makers.ts';
import { register } from './register.ts';

try {
  loadKoffi();
} catch {
  // register() tells, with the host
}

register(import.meta.url, makers.gtk);
