/** `node --import interloop/register/glib app.mjs`: the program lives inside GLib. */
import { glib } from '../hosts/glib.ts';
import { register } from './register.ts';

register(import.meta.url, glib);
