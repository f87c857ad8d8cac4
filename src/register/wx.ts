/** `node --import interloop/register/wx app.mjs`: the program lives inside wxWidgets. */
import { wx } from '../hosts/wx.ts';
import { register } from './register.ts';

register(import.meta.url, ({ priority }) => wx(priority === undefined ? {} : { priority }));
