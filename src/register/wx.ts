/**
 * `node --import interloop/register/wx app.mjs`: the program lives inside wxWidgets from when it has an application, and until then in
 * GLib.
 */
import { register } from './register.ts';
import { toolkitHost } from './toolkit-host.ts';

register(import.meta.url, (settings) => toolkitHost(settings, 'wx'));
