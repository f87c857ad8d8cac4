/** Enters, uses up all descriptors, enters, closes them, and enters again. */
import { closeSync, openSync } from 'node:fs';
import { enter, leave } from 'interloop/host';
import { whenHosted } from 'interloop/testing';
import { hostOfArgument } from './host.ts';

const host = hostOfArgument();
whenHosted(leave);
await enter(host);
const taken: number[] = [];
try {
  for (;;) taken.push(openSync('/dev/null', 'r'));
} catch {
  // none left
}
const refused = await enter(host).catch((error: NodeJS.ErrnoException) => error.code);
for (const fd of taken) closeSync(fd);
console.log(refused);
whenHosted(leave);
await enter(host);
console.log('entered');
