/** Answers at channels, awaiting or blocking. */
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { ThreadChannel, transfer } from 'interloop';

const { does } = workerData as { readonly does: 'awaits' | 'blocks' };
const calls = ThreadChannel.open<unknown>(workerData.calls);
const answers = ThreadChannel.open<unknown>(workerData.answers);

for (;;) {
  const answer = await answerTo(receive);
  if (answer === 'end') break;
  if (does === 'awaits') await answers.send(answer);
  else answers.sendSync(answer);
}

async function answerTo(next: () => unknown): Promise<unknown> {
  let call: unknown;
  try {
    call = await next();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  if (call === 'be late') await sleep(50);
  if (call === 'die') process.exit(1);
  if (call === 'break off') answers.close(new Error('had enough'));
  if (call === 'break off') return 'end';
  const { bytes } = Object(call) as { readonly bytes?: Uint8Array<ArrayBuffer> };
  return bytes ? transfer({ bytes }, [bytes.buffer]) : call;
}

function receive(): unknown {
  return does === 'awaits' ? calls.receive() : calls.receiveSync();
}
