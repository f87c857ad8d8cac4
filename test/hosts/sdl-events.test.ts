import { behaviour } from './behaviour.ts';
import { nestedSdl } from './nested-sdl.ts';

behaviour('sdl waker', { nested: nestedSdl, module: new URL('./workers/sdl.js', import.meta.url) });
