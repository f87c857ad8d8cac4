import { parentPort } from 'node:worker_threads';
import { blockingCallFromThread, threadModule } from 'interloop';

const settings = threadModule<typeof import('./settings.ts')>(new URL('./settings.js', import.meta.url));
for (let i = 0; i < 2; i++) {
  try {
    blockingCallFromThread(settings.stopWithoutAnswer);
  } catch (error) {
    parentPort?.postMessage(`${(error as Error).name}: ${(error as { code?: string }).code}`);
  }
}
