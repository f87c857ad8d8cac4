import { call } from 'interloop/host';
import { glib } from 'interloop/hosts/glib';
import type { NestedLoop } from 'interloop/testing';

/** A second main loop on the context that the first one runs, as `gtk_dialog_run()` has. */
export function nestedGlib(): NestedLoop {
  const { run, quit } = glib();
  return { run: () => void call(run), quit: () => void call(quit) };
}
