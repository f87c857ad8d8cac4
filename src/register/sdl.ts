/** `node --import interloop/register/sdl app.mjs`: the program lives inside a loop over SDL's events. */
import { sdl } from '../hosts/sdl.ts';
import { register } from './register.ts';

register(import.meta.url, ({ fps }) => sdl(fps === undefined ? {} : { fps, onFrame: () => {} }));
