/**
 * What protocols and transports take beside bare sockets. Both sides of a connection are the contestant's, in a process each.
 */
import { withProgram } from '../contestants.js';
import { usage } from '../usage.js';

const contestants = ['node', 'interloop', 'twisted-epoll'];
const KINDS = ['tcp', 'tls'];

/** For both kinds of connections: what `client(kind, port, server)` tells of a server. */
async function overBoth(contestant, what, argument, client) {
  const figures = {};
  for (const kind of KINDS) {
    await withProgram(contestant, 'net', ['serve', what, kind, argument], async ({ port }, server) => {
      Object.assign(figures, await client(kind, port, server));
    });
  }
  return figures;
}

/**
 * How much a second, and what each of `count` takes of the processor on both sides together, in microseconds. The latter is nearly
 * right on a busy machine, too.
 */
async function rateAndCost(contestant, kind, server, count, args) {
  const before = usage(server.pid).cpu;
  const { rate, cpu } = await withProgram(contestant, 'net', args);
  const both = cpu + usage(server.pid).cpu - before;
  return { [kind]: rate, [`${kind} cpu`]: (both * 1000) / count };
}

const goals = (bound) => KINDS.map((figure) => ({ contestant: 'interloop', figure, ...bound, timesThatOf: 'node' }));
const figuresIn = (unit) => KINDS.map((key) => ({ key, unit, isCompared: true }));
const rates = (unit, costOf) =>
  KINDS.flatMap((kind) => [
    { key: kind, unit, isCompared: true },
    { key: `${kind} cpu`, label: `CPU ${costOf}`, unit: 'µs', isCompared: true },
  ]);

export const netEcho = {
  name: 'net-echo',
  title: ({ trips }) => `Echo round trip of protocols, ${trips} trips back to back, median`,
  contestants,
  figures: figuresIn('µs'),
  goals: goals({ atMost: 1.15 }),
  full: { trips: 20_000, warmup: 5_000 },
  quick: { trips: 1_000, warmup: 200 },

  sample: (contestant, { trips, warmup }) =>
    overBoth(contestant, 'echo', 0, (kind, port) =>
      withProgram(contestant, 'net', ['echo', kind, port, trips, warmup], ({ p50 }) => ({ [kind]: p50 })),
    ),
};

export const netThroughput = {
  name: 'net-throughput',
  title: ({ mebibytes }) => `Throughput of a producer, ${mebibytes} MiB in pieces of 64 KiB`,
  contestants,
  figures: rates('MiB/s', 'a MiB'),
  goals: goals({ atLeast: 0.9 }),
  full: { mebibytes: 1024 },
  quick: { mebibytes: 64 },

  sample: (contestant, { mebibytes }) => {
    const bytes = mebibytes * 2 ** 20;
    return overBoth(contestant, 'sink', bytes, (kind, port, server) =>
      rateAndCost(contestant, kind, server, mebibytes, ['sink', kind, port, bytes]),
    );
  },
};

export const netConnections = {
  name: 'net-connections',
  title: ({ atOnce }) => `Connections made, greeted and closed in a second, ${atOnce} at once`,
  contestants,
  figures: rates('/s', 'each'),
  goals: goals({ atLeast: 0.8 }),
  full: { tcp: 20_000, tls: 500, atOnce: 32, warmup: { tcp: 5_000, tls: 100 } },
  quick: { tcp: 500, tls: 100, atOnce: 32, warmup: { tcp: 100, tls: 20 } },

  sample: (contestant, { atOnce, warmup, ...connections }) =>
    overBoth(contestant, 'greeter', 0, async (kind, port, server) => {
      const count = connections[kind];
      return rateAndCost(contestant, kind, server, count + warmup[kind], [
        'greeter',
        kind,
        port,
        count,
        warmup[kind],
        atOnce,
      ]);
    }),
};

const LENGTHS = [10, 40, 200];
const FORMS = { text: 1, bytes: 0 };

/** The line receiver and readline read what a process of plain Node sends. */
export const netLines = {
  name: 'net-lines',
  title: () => 'Lines of 10, 40 and 200 bytes received in a second (plain Node: readline, always text), in thousands',
  contestants,
  figures: Object.keys(FORMS).flatMap((form) =>
    LENGTHS.map((length) => ({ key: `${form} ${length}`, unit: 'k/s', isCompared: true })),
  ),
  goals: LENGTHS.map((length) => ({
    contestant: 'interloop',
    figure: `text ${length}`,
    atLeast: 1,
    timesThatOf: 'node',
  })),
  full: { lines: 2_000_000 },
  quick: { lines: 50_000 },

  sample: async (contestant, { lines }) => {
    const figures = {};
    await withProgram('node', 'net', ['serve', 'lines', 'tcp', lines], async ({ port }) => {
      for (const [form, isText] of Object.entries(FORMS)) {
        for (const length of LENGTHS) {
          const args = ['lines', 'tcp', port, lines, length, isText];
          figures[`${form} ${length}`] = await withProgram(contestant, 'net', args, ({ rate }) => rate / 1000);
        }
      }
    });
    return figures;
  },
};
