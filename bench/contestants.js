/**
 * Who is compared. The first runs in plain Node; all others are measured against it.
 *
 * The programs of Node are the same files for each of its contestants: `programs/inside.js` hangs the process into the
 * host that the environment names, or into none. The peers' programs are in `peers/`.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Child } from './children.js';

/**
 * `host`: see `programs/inside.js`. `api`: whose delayed calls, results or threads a program uses, where those are
 * measured; without it Node's own. `needs`: a package that may not be installed. `family` and `reactor`: a peer's program and how it is to run. `plain`: the same peer with no host.
 */
export const contestants = {
  node: { label: 'plain Node' },
  interloop: { label: 'interloop', api: 'interloop' },
  'glib-watch': { label: 'glib, watch', host: 'glib-watch' },
  'glib-waker': { label: 'glib, bare waker', host: 'glib-waker' },
  frame: { label: 'frame', host: 'frame' },
  sdl: { label: 'sdl', host: 'sdl' },
  tk: { label: 'tk', host: 'tk' },
  'node-gtk': { label: "node-gtk's loop", host: 'node-gtk', needs: 'node-gtk' },
  'twisted-epoll': { label: 'Twisted, plain (epoll)', family: 'twisted', reactor: 'epoll' },
  'twisted-gi': { label: 'Twisted, gireactor', family: 'twisted', reactor: 'gi', plain: 'twisted-epoll' },
  'twisted-threaded': {
    label: 'Twisted, _threadedselect',
    family: 'twisted',
    reactor: 'threadedselect',
    plain: 'twisted-epoll',
  },
  'trio-plain': { label: 'trio, plain', family: 'trio', reactor: 'plain' },
  'trio-guest': { label: 'trio, guest of glib', family: 'trio', reactor: 'guest', plain: 'trio-plain' },
  asyncio: { label: 'asyncio, plain', family: 'asyncio', reactor: 'plain' },
  piscina: { label: 'piscina', api: 'piscina', needs: 'piscina' },
  comlink: { label: 'comlink', api: 'comlink', needs: 'comlink' },
  synckit: { label: 'synckit', api: 'synckit', needs: 'synckit' },
};

/** The ones that are this package's. */
export const ours = ['glib-watch', 'glib-waker', 'frame', 'sdl', 'tk'];

const PYTHON_MODULES = { twisted: 'twisted, gi', trio: 'trio, gi', asyncio: 'asyncio' };
const PYTHONS = process.env.BENCH_PYTHON ? [process.env.BENCH_PYTHON] : ['python3', '/usr/bin/python3'];

const pythons = new Map();

/** A Python that has what the family needs, or `undefined`. */
function pythonFor(family) {
  if (!pythons.has(family)) {
    const found = PYTHONS.find((python) => canImport(python, PYTHON_MODULES[family]));
    pythons.set(family, found);
  }
  return pythons.get(family);
}

function canImport(python, modules) {
  try {
    execFileSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Why this contestant cannot take part here; `undefined` if it can. */
export function reasonAgainst(name) {
  const { family, needs } = contestants[name];
  if (family && !pythonFor(family)) return `no Python here has ${PYTHON_MODULES[family]} (BENCH_PYTHON names another)`;
  return needs && !canResolve(needs) ? 'not installed' : undefined;
}

function canResolve(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

const peerProgram = (family, program) => fileURLToPath(new URL(`peers/${family}-${program}.py`, import.meta.url));
const nodeProgram = (program) => fileURLToPath(new URL(`programs/${program}.js`, import.meta.url));

/** Starts a contestant's version of a program. */
export function start(name, program, args = []) {
  const { family, reactor, host, api } = contestants[name];
  const words = args.map(String);
  if (family) return new Child([pythonFor(family), peerProgram(family, program), reactor, ...words]);
  return new Child([process.execPath, nodeProgram(program), ...words], {
    BENCH_HOST: host ?? '',
    BENCH_API: api ?? '',
  });
}

/** Starts it, hands over its first answer, and ends it whatever happens. */
export async function withProgram(name, program, args, use = (answer) => answer) {
  const child = start(name, program, args);
  try {
    return await use(await child.answer(), child);
  } finally {
    await child.end();
  }
}
