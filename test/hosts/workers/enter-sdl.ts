import { parentPort } from 'node:worker_threads';
import { enter } from 'interloop/host';
import { sdl } from 'interloop/hosts/sdl';

parentPort?.postMessage(await enter(sdl()).catch((error) => error.code));
