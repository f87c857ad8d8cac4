import { enter } from 'interloop/host';
import { everythingThenLeave } from './everything.ts';
import { hostOfArgument } from './host.ts';

await new Promise((resolve) => setTimeout(resolve, 5));
everythingThenLeave();
await enter(hostOfArgument());
await null;
console.log('after');
