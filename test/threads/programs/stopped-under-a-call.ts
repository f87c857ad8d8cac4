import { Worker } from 'node:worker_threads';
import { reactor } from 'interloop';

const worker = new Worker(new URL('../workers/stops-reactor.js', import.meta.url));
worker.on('message', (line) => console.log(line));
await reactor.run();
