import { Worker } from 'node:worker_threads';

const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { name, modules } = workerData;
  Promise.all(modules.map((url) => import(url))).then(async ([{ enter }, host]) => {
    parentPort.postMessage(await enter(host[name]()).catch(({ code }) => code));
  });`;

/** Enters a host in a worker, by the name of its module and function; gives the code of the error. */
export async function enteredInWorker(name: string): Promise<unknown> {
  const modules = ['interloop/host', `interloop/hosts/${name}`].map((each) => import.meta.resolve(each));
  const worker = new Worker(PROGRAM, { eval: true, workerData: { name, modules } });
  const code = await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  return code;
}
