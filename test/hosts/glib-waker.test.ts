import { behaviour } from './behaviour.ts';
import { nestedGlib } from './nested-glib.ts';
import { shareContextWithWorkers } from './workers/thread-context.ts';

shareContextWithWorkers();

behaviour('glib waker', { nested: nestedGlib, module: new URL('./workers/glib-waker.js', import.meta.url) });
