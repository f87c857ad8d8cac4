import { behaviour } from './behaviour.ts';
import { nestedGlib } from './nested-glib.ts';
import { shareContextWithWorkers } from './workers/thread-context.ts';

shareContextWithWorkers();

behaviour('glib watch', { nested: nestedGlib, module: new URL('./workers/glib-watch.js', import.meta.url) });
