/**
 * `node --import interloop/register/gtk app.mjs`: the program lives inside GTK's main loop. It need not run that loop: an
 * open window keeps it alive, as an open server does.
 *
 * koffi is loaded before the traces of loading are hidden, so the program has the same copy of it: when one copy calls GTK, the
 * callbacks of another are not called.
 */
import { countWindows, gtk } from '../hosts/gtk.ts';
import { loadKoffi } from '../hosts/library.ts';
import { register } from './register.ts';

const FOREVER_MS = 2 ** 31 - 1;

let keeper: NodeJS.Timeout | undefined;

try {
  loadKoffi();
} catch {
  // register() tells, with the host
}

register(import.meta.url, ({ priority }) => {
  const host = gtk({ endsWithLastWindow: false, ...(priority !== undefined && { priority }) });
  countWindows(host, (count) => {
    if (count > 0) keeper ??= setInterval(() => {}, FOREVER_MS);
    else keeper = void clearInterval(keeper);
  });
  return host;
});
