/** `node --import interloop/register/frame app.mjs`: the program lives inside the built-in frame loop. */
import { frame } from '../hosts/frame.ts';
import { register } from './register.ts';

register(import.meta.url, ({ fps }) => frame(fps === undefined ? {} : { fps, onFrame: () => {} }));
