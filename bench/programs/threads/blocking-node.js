/** A call that is waited for as one writes it by hand: a message, a word to sleep on, a message. */
import { once } from 'node:events';
import {
  isMainThread,
  MessageChannel,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import { answer } from './answers.js';
import { blockingTimes } from './blocking-times.js';

if (!isMainThread) {
  const { port, words, calls, warmup } = workerData;
  const call = (n, bytes) => {
    Atomics.store(words, 0, 0);
    port.postMessage([n, bytes]);
    Atomics.wait(words, 0, 0);
    return receiveMessageOnPort(port).message;
  };
  parentPort.postMessage(blockingTimes(call, calls, warmup));
}

export async function measure(calls, warmup) {
  const { port1, port2 } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(4));
  port1.on('message', ([n, bytes]) => {
    port1.postMessage(answer(n, bytes));
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
  });
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { port: port2, words, calls, warmup },
    transferList: [port2],
  });
  return (await once(worker, 'message'))[0];
}
