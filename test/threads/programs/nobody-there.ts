import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('../workers/unheard.js', import.meta.url));
worker.on('message', (line) => console.log(line));
