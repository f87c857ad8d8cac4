/** `node --import interloop/register/tk app.mjs`: the program lives inside Tk. */
import { tk } from '../hosts/tk.ts';
import { register } from './register.ts';

register(import.meta.url, tk);
