import { Worker } from 'node:worker_threads';
import { addObserver, reactor } from 'interloop';

export function next(): void {
  console.log('next');
  reactor.stop();
}

addObserver(({ level, message, error }) => {
  if (level === 'error') console.log(`${message.replace(/file:\S+\//, '')}\n${(error as Error).message}`);
});
new Worker(new URL('../workers/throws.js', import.meta.url), { workerData: import.meta.url });
reactor.run();
