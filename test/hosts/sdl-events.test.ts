import { behaviour } from './behaviour.ts';
import { nestedSdl } from './nested-sdl.ts';

behaviour('sdl', { nested: nestedSdl, module: new URL('./workers/sdl.js', import.meta.url) });
