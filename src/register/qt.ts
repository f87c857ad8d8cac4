/** `node --import interloop/register/qt app.mjs`: the program lives inside Qt. */
import { qt } from '../hosts/qt.ts';
import { register } from './register.ts';

register(import.meta.url, ({ priority }) => qt(priority === undefined ? {} : { priority }));
