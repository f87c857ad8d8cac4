/** `node --import interloop/register/tk app.mjs`: the program lives inside Tk. */
import { makers } from './makers.ts';
import { register } from './register.ts';

register(import.meta.url, makers.tk);
