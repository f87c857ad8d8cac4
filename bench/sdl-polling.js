/**
 * SDL's events by polling, as bindings do it, and by waiting, as interloop's host does: what a window costs in which nothing
 * happens. The two take turns; medians of the rounds.
 *
 *   xvfb-run -a node bench/sdl-polling.js [rounds]
 *
 * Each contestant is a process with a window. Polling is what @kmamal/sdl does: an interval of 0 ms, which Node makes one
 * of 1 ms, and all events that are there each time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { enter, sdl } from './interloop.js';

const IDLE_MS = 2000;

const library = koffi.load('libSDL2-2.0.so.0');
const pollEvent = library.func('int SDL_PollEvent(void *event)');

const LOOPS = {
  polling: () => {
    const event = Buffer.alloc(56);
    setInterval(() => {
      while (pollEvent(event));
    }, 0);
  },
  'inside sdl': () => void enter(sdl({ onEvent: () => {} })),
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function measure(name) {
  library.func('int SDL_Init(uint32_t flags)')(0x20);
  const create = library.func('void *SDL_CreateWindow(const char *title, int x, int y, int w, int h, uint32_t flags)');
  create('window', 0, 0, 200, 200, 4);
  LOOPS[name]();
  await sleep(500);
  const [usage, cpu] = [process.resourceUsage(), process.cpuUsage()];
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(cpu);
  const waits = process.resourceUsage().voluntaryContextSwitches - usage.voluntaryContextSwitches;
  return { waits: waits / (IDLE_MS / 1000), cpu: (user + system) / IDLE_MS };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function compare(rounds) {
  const file = fileURLToPath(import.meta.url);
  const results = Object.fromEntries(Object.keys(LOOPS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(LOOPS)) {
      const { stdout } = spawnSync(process.execPath, [file, '--one', name], {
        encoding: 'utf8',
        stdio: [0, 'pipe', 2],
      });
      results[name].push(JSON.parse(stdout));
    }
  }
  for (const [name, list] of Object.entries(results)) {
    const figure = (key, digits) => median(list.map((each) => each[key])).toFixed(digits);
    console.log(`${name.padEnd(12)}${figure('waits', 0)} wake-ups a second, ${figure('cpu', 2)} ms of CPU a second`);
  }
}

const [first, second] = process.argv.slice(2);
if (first === '--one') {
  console.log(JSON.stringify(await measure(second)));
  process.exit(); // the window is the system's to close
} else {
  compare(Number(first ?? 5));
}
