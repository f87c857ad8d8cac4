/** `node --import interloop/register/auto app.mjs`: the program lives inside the toolkit that it loads, or else in GLib. */
import { register } from './register.ts';
import { toolkitHost } from './toolkit-host.ts';

register(import.meta.url, (settings) => toolkitHost(settings));
