/**
 * A host works in a worker as well, and a hosted worker can be terminated.
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { leftovers } from '../leftovers.ts';
import { type Check, nothingIsLeft, type Subject, within } from './subject.ts';

export function workerChecks({ module }: Subject): Check[] {
  if (!module) return [];
  const start = (task: string) =>
    new Worker(new URL('./worker.js', import.meta.url), { workerData: { module: String(module), task } });
  return [
    {
      name: 'a hosted worker lives, answers messages and ends by itself',
      run: async () => {
        const worker = start('echo');
        const answers: unknown[] = [];
        worker.on('message', (message) => answers.push(message));
        await message(worker);
        worker.postMessage('one');
        worker.postMessage('two');
        worker.postMessage('leave');
        assert.equal(await within(10_000, 'the end of the worker', exit(worker)), 0);
        assert.deepEqual(answers, ['ready', 'one', 'two']);
      },
    },
    {
      name: 'terminate() ends a hosted worker that is idle, promptly and without leftovers',
      run: async () => {
        await terminate(start('idle'));
        const before = leftovers();
        for (let i = 0; i < 5; i++) await terminate(start('idle'));
        await nothingIsLeft(before);
      },
    },
    {
      name: 'terminate() ends a hosted worker that is busy',
      run: () => terminate(start('busy')),
    },
    {
      name: 'process.exit() in a hosted worker ends it with its code',
      run: async () => {
        assert.equal(await within(10_000, 'the end of the worker', exit(start('exit'))), 5);
      },
    },
    {
      name: 'an uncaught error in a hosted worker ends it and is told to its owner',
      run: async () => {
        const worker = start('throw');
        const error = await within(10_000, 'the error', once(worker, 'error'));
        assert.equal((error as Error).message, 'thrown in a hosted worker');
      },
    },
  ];
}

async function terminate(worker: Worker): Promise<void> {
  await message(worker);
  const began = performance.now();
  assert.equal(await within(10_000, 'terminate()', worker.terminate()), 1);
  assert.ok(performance.now() - began < 2000);
}

const message = (worker: Worker) => within(10_000, 'the first message of the worker', once(worker, 'message'));
const exit = (worker: Worker) => once(worker, 'exit');

function once(worker: Worker, event: string): Promise<unknown> {
  return new Promise((resolve) => worker.once(event, resolve));
}
