import { parentPort } from 'node:worker_threads';
import { enter } from 'interloop/host';
import host from './sdl-main.ts';

setTimeout(() => parentPort?.postMessage('inside'), 1);
await enter(host());
