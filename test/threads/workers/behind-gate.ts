/** Waits to receive, and then does not come to its event loop until it is let. */
import { parentPort, workerData } from 'node:worker_threads';
import { ThreadChannel } from 'interloop';

const { gate } = workerData as { readonly gate: Int32Array };
const channel = ThreadChannel.open<number>(workerData.channel);

const first = channel.receive();
Atomics.store(gate, 0, 1);
Atomics.wait(gate, 0, 1);
let sum = await first;
for (let n = 1; n < 1000; n++) sum += await channel.receive();
parentPort!.postMessage(sum);
