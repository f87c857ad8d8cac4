/**
 * `node --import interloop/register/gtk app.mjs`: the program lives inside GTK's main loop. It need not run that loop: an
 * open window keeps it alive, as an open server does.
 */
import { makers } from './makers.ts';
import { register } from './register.ts';

register(import.meta.url, makers.gtk);
