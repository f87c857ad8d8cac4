// Callbacks of the host that throw, with a handler for what is uncaught; and a run that throws.
import { enter, leave } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';
import { fake } from 'interloop/testing';
import { collect } from './host.ts';

async function throwInFrames(): Promise<void> {
  let caught = 0;
  process.on('uncaughtException', () => {
    caught++;
    if (caught === 20) leave();
  });
  const onFrame = () => {
    throw new Error('thrown in a frame');
  };
  await enter(frame({ fps: 500, onFrame }));
}

async function throwInRun(): Promise<void> {
  const drive = () => {
    throw new RangeError('thrown in run');
  };
  const refused = await enter(fake(drive)).catch((error) => error);
  if (!(refused instanceof RangeError)) throw new Error(`run() threw, the entry says ${refused}`);
}

await throwInFrames();
await throwInRun();
await collect();
console.log('done');
