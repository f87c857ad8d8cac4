/** `node --import interloop/register/frame app.mjs`: the program lives inside the built-in frame loop. */
import { makers } from './makers.ts';
import { register } from './register.ts';

register(import.meta.url, makers.frame);
