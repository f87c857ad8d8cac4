import { parentPort, workerData } from 'node:worker_threads';
import { enter } from 'interloop/host';
import { glib } from 'interloop/hosts/glib';

const told = enter(glib({ form: workerData })).catch((error) => error.code);
parentPort?.postMessage(await told);
