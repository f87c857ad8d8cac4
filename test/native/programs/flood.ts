// Ten thousand calls wait for the host's level while timers, immediates and ticks go on.
import { enter, hosted, leave, modal } from 'interloop/host';
import { collect, makeHost } from './host.ts';

const CALLS = 10_000;
let called = 0;
let ticks = 0;

function start(): void {
  const timer = setInterval(() => process.nextTick(() => ticks++), 1);
  for (let i = 0; i < CALLS; i++) modal(count);
  function count(): void {
    called++;
    if (called % 100 === 0) setImmediate(() => ticks++);
    if (called < CALLS) return;
    clearInterval(timer);
    leave();
  }
}

const entry = enter(makeHost());
modal(start);
await entry;
if (called !== CALLS || hosted()) throw new Error(`${called} of ${CALLS} calls`);
await collect();
console.log('done');
