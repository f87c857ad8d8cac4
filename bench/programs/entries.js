/** How long does it take to enter a host and to leave it from the first turn? entries.js TIMES WARMUP. Milliseconds. */
import { subscribe } from 'node:diagnostics_channel';
import { enter, leave } from '../interloop.js';
import { spread } from '../stats.js';
import { makeHost } from './inside.js';
import { report } from './talk.js';

const [times, warmup] = process.argv.slice(2).map(Number);
const host = makeHost();
const took = [];
subscribe('interloop:host:enter', () => process.nextTick(leave));
for (let i = -warmup; i < times; i++) {
  const began = performance.now();
  await enter(host);
  if (i >= 0) took.push(performance.now() - began);
}
report(spread(took));
