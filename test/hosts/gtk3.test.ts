import { call } from 'interloop/host';
import { gtk } from 'interloop/hosts/gtk';
import { openDisplayForAll } from '../support/xvfb.ts';
import { behaviour } from './behaviour.ts';

await openDisplayForAll();

/** `gtk_main` nests, and `gtk_main_quit` ends the innermost. */
behaviour('gtk 3', {
  nested: () => {
    const { run, quit } = gtk({ version: 3 });
    return { run: () => void call(run), quit: () => void call(quit) };
  },
});
