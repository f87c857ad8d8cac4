import { parentPort, workerData } from 'node:worker_threads';
import { reactorOf, threadModule } from 'interloop';

const victim = threadModule<typeof import('./victim.ts')>(new URL('./victim.js', import.meta.url));
try {
  reactorOf(workerData).blockingCallFromThread(victim.beAsked);
} catch (error) {
  parentPort?.postMessage(`${(error as Error).name}: ${(error as { code?: string }).code}`);
}
