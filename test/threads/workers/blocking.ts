import { parentPort, threadId } from 'node:worker_threads';
import { blockingCallFromThread, isInReactorThread, reactorOf, threadModule } from 'interloop';

const settings = threadModule<typeof import('./settings.ts')>(new URL('./settings.js', import.meta.url));
const tell = (line: string) => parentPort?.postMessage(line);
const caught = (what: string, attempt: () => unknown) => {
  try {
    tell(`${what}: ${String(attempt())}`);
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    tell(`${what}: ${name} ${code} ${message.replaceAll(/file:\S+\//g, '')}`);
  }
};

tell(`in the reactor's thread: ${isInReactorThread()}`);
caught('a value', () => blockingCallFromThread(settings.get, 'quality'));
caught('a Deferred', () => blockingCallFromThread(settings.getLater, 'quality'));
caught('a promise', () => blockingCallFromThread(settings.getPromised, 'quality'));
caught('bytes', () => blockingCallFromThread(settings.bytes).join());
caught('an error', () => blockingCallFromThread(settings.refuse));
caught('a result that stays', () => blockingCallFromThread(settings.notToBeSent));
caught('an argument that stays', () => blockingCallFromThread(settings.get, (() => {}) as unknown as string));
caught('no such export', () =>
  blockingCallFromThread((settings as unknown as { got: typeof settings.get }).got, 'quality'),
);
const nowhere = threadModule<typeof import('./settings.ts')>(new URL('./nowhere.js', import.meta.url));
caught('no such module', () => blockingCallFromThread(nowhere.get, 'quality'));
caught('no reference', () => blockingCallFromThread(console.log as never));
caught('itself', () => reactorOf(threadId).blockingCallFromThread(settings.get, 'quality'));
