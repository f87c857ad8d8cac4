// What node-gtk's own loop integration and interloop's cost each other: node compat/node-gtk/measure.js, on a display.
//
// A server of Node's answers 64 connections while GLib calls a function every 16 ms at the priority of painting. The two
// take turns, a process each; medians are printed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import gi from './node_modules/node-gtk/lib/index.mjs';

const WAYS = ['node-gtk', 'interloop'];
const PAINTING = 120;
const FRAME_MS = 16;
const SECONDS = 3;
const ROUNDS = 5;

const LOAD = `
const [, port] = process.argv;
require('autocannon')({ url: 'http://127.0.0.1:' + port, connections: 64, duration: ${SECONDS} })
  .then(({ requests }) => process.stdout.write(String(requests.average)));
`;

const [, file, way] = process.argv;
if (way === undefined) await compare();
else await measure();

async function compare() {
  const results = Object.fromEntries(WAYS.map((name) => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const name of WAYS) {
      const child = spawn(process.execPath, [file, name], { stdio: ['ignore', 'pipe', 'ignore'] });
      results[name].push(JSON.parse(await text(child.stdout)));
    }
  }
  const median = (rows, key) => rows.map((row) => row[key]).sort((a, b) => a - b)[ROUNDS >> 1];
  for (const name of WAYS) {
    const [requests, late, frames] = ['requests', 'late', 'frames'].map((key) => median(results[name], key));
    console.log(`${name}: ${Math.round(requests)} requests/s, ${late.toFixed(1)} ms late (p99), ${frames} frames`);
  }
}

async function measure() {
  const GLib = gi.require('GLib', '2.0');
  const loop = GLib.MainLoop.new(null, false);
  const beats = [];
  const beat = () => {
    beats.push(performance.now());
    return true;
  };
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  once(server, 'listening').then(() => {
    const load = spawn(process.execPath, ['-e', LOAD, String(server.address().port)], { stdio: ['ignore', 'pipe', 2] });
    text(load.stdout).then((requests) => {
      const late = beats.slice(1).map((at, i) => at - beats[i] - FRAME_MS);
      const p99 = late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)];
      process.stdout.write(JSON.stringify({ requests: Number(requests), late: p99, frames: beats.length }));
      process.exit();
    });
  });
  GLib.timeoutAdd(PAINTING, FRAME_MS, beat);
  if (way === 'node-gtk') return loop.run();
  const [{ enter }, { glib }] = await Promise.all([
    import('../../dist/host/index.js'),
    import('../../dist/hosts/glib.js'),
  ]);
  return enter(glib());
}
