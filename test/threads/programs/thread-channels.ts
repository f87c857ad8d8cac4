/** The main thread, in whatever loop it lives, and two workers meet at channels. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Channel, reactor, select, ThreadChannel, transfer } from 'interloop';
import { runReactor } from './run-reactor.ts';

const calls = new ThreadChannel<unknown>({ name: 'calls' });
const answers = new ThreadChannel<unknown>({ name: 'answers' });

function start(does: string): Worker {
  return new Worker(new URL('../workers/at-channels.js', import.meta.url), { workerData: { calls, answers, does } });
}

async function nextOf(doing: () => unknown): Promise<unknown> {
  try {
    return await doing();
  } catch (error) {
    const { name, code, message, cause } = error as { name: string; code: unknown; message: string; cause: unknown };
    return [name, code, message, ...(cause instanceof Error ? [cause.message] : [])].join(' ');
  }
}

async function main(): Promise<void> {
  for (const does of ['awaits', 'blocks']) {
    const echo = start(does);
    const ended = once(echo, 'exit');
    const heard: unknown[] = [];
    for (const value of [1, 'two', { three: [3, null] }]) {
      await calls.send(value);
      heard.push(await answers.receive());
    }
    console.log(does, JSON.stringify(heard));
    await sleep(50); // the host has gone to sleep, and the worker as well
    await calls.send('again');
    console.log(does, await answers.receive());
    await calls.sendException(new RangeError('thrown there'));
    console.log(does, await answers.receive());
    await calls.send('be late');
    console.log(does, await answers.receive());
    const bytes = new Uint8Array([1, 2, 3]);
    await calls.send(transfer({ bytes }, [bytes.buffer]));
    console.log(does, bytes.length, ((await answers.receive()) as { bytes: Uint8Array }).bytes);
    await calls.send('end');
    await ended;
  }

  const own = new Channel<string>();
  const both = select([{ receive: own }, { receive: answers }]);
  const echo = start('blocks');
  await calls.send('chosen');
  console.log('chosen', (await both).index, (await both).value);
  console.log('default', (await select([{ receive: answers }], { default: 'none' })).value);
  console.log('sent', (await select([{ receive: answers }, { send: calls, value: 'chosen to be sent' }])).index);

  const waits = [nextOf(() => answers.receive()), nextOf(() => answers.receive())];
  await calls.send('die');
  console.log((await Promise.all(waits)).join('\n'));
  console.log('told once', await nextOf(() => answers.receive({ signal: AbortSignal.timeout(20) })));
  console.log(await nextOf(() => calls.send('to nobody')));
  await echo.terminate();

  start('blocks');
  await calls.send('break off');
  console.log(await nextOf(() => answers.receive()));
  console.log(await nextOf(() => answers.send(1)));
  console.log(await nextOf(() => calls.receiveSync()));
  console.log(String(answers.closed), calls.closing);
  calls.close();
}

reactor.callWhenRunning(() => {
  main().finally(() => reactor.stop());
});
await runReactor();
