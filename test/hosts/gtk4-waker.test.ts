import { openDisplayForAll } from '../support/xvfb.ts';
import { behaviour } from './behaviour.ts';
import { nestedGlib } from './nested-glib.ts';

await openDisplayForAll();

behaviour('gtk 4 waker', { nested: nestedGlib });
