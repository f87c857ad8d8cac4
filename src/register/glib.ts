/** `node --import interloop/register/glib app.mjs`: the program lives inside GLib. */
import { makers } from './makers.ts';
import { register } from './register.ts';

register(import.meta.url, makers.glib);
