/**
 * `node --import interloop/register/gtk app.mjs`: the program lives inside GTK's main loop from when it has loaded GTK 4 or
 * 3, and until then in GLib. It need not run that loop: an open window keeps it alive, as an open server does.
 *
 * koffi is loaded before the traces of loading are hidden, so the program has the same copy of it: when one copy calls GTK, the
 * callbacks of another are not called.
 */
import { loadKoffi } from '../hosts/library.ts';
import { register } from './register.ts';
import { toolkitHost } from './toolkit-host.ts';

try {
  loadKoffi();
} catch {
  // register() tells, with the host
}

register(import.meta.url, (settings) => toolkitHost(settings, 'gtk'));
