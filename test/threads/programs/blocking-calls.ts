/** A worker makes blocking calls and tells what came of them. */
import { Worker } from 'node:worker_threads';
import { reactor } from 'interloop';
import { runReactor } from './run-reactor.ts';

const worker = new Worker(new URL('../workers/blocking.js', import.meta.url));
worker.on('message', (line) => console.log(line));
worker.on('exit', () => reactor.stop());
await runReactor();
