/**
 * The addon, and the shim of wx, under AddressSanitizer and UBSan in toolkits, most of them with windows on a display.
 */
import { openDisplayForAll } from '../support/xvfb.ts';
import { cleanOn, cleanSuite } from './checks.ts';

await openDisplayForAll();

for (const host of ['qt watch', 'qt waker', 'wx waker', 'gtk 3', 'gtk 4', 'qt windows', 'wx windows'] as const) {
  for (const program of ['come-and-go', 'flood', 'exit-inside'] as const) cleanOn(host, program);
}

for (const suite of ['qt-watch', 'qt-waker', 'qt', 'wx-console', 'wx-windows', 'wx', 'tk', 'sdl-window', 'glib'])
  cleanSuite(`hosts/${suite}`);
for (const suite of ['gtk3', 'gtk4-waker', 'gtk4-alone', 'unserved']) cleanSuite(`hosts/${suite}`);
cleanSuite('cli/auto');
