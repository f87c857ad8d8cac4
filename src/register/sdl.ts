/** `node --import interloop/register/sdl app.mjs`: the program lives inside a loop over SDL's events. */
import { makers } from './makers.ts';
import { register } from './register.ts';

register(import.meta.url, makers.sdl);
