import { enter } from 'interloop/host';
import { everythingThenLeave } from './everything.ts';
import { hostOfArgument } from './host.ts';

everythingThenLeave();
await enter(hostOfArgument());
console.log('after');
