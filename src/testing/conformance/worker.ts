/**
 * What runs in the workers of workers.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { enter, leave } from '../../host/enter.ts';
import type { Host } from '../../host/host.ts';
import { whenHosted } from '../when-hosted.ts';

const tasks: Record<string, () => void> = {
  echo: () => {
    parentPort?.on('message', (message) => {
      if (message !== 'leave') return parentPort?.postMessage(message);
      parentPort?.close();
      leave();
    });
  },
  idle: () => {},
  busy: () => {
    const spin = () => void setImmediate(spin);
    spin();
  },
  exit: () => process.exit(5),
  throw: () => {
    throw new Error('thrown in a hosted worker');
  },
};

const { module, task } = workerData as { module: string; task: string };
const { default: makeHost } = (await import(module)) as { default: () => Host };
whenHosted(() => {
  parentPort?.postMessage('ready');
  setTimeout(() => tasks[task]?.(), 1);
});
await enter(makeHost());
