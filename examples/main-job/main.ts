/**
 * Node inside the best host found: a real HTTP server and client, file streaming and timers, while the host has frames
 * of its own to draw.
 */
import { enter, type HostStatistics, hosted, InterloopError, leave } from 'interloop/host';
import { number, oneOf } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { type BusyHost, chooseHost } from './busy-host.ts';
import { paint } from './format.ts';
import { Screen } from './screen.ts';
import { table } from './table.ts';
import { Work } from './work.ts';

const { values } = readCommandLine({
  what: 'A real HTTP server and client, file streaming and timers, inside a host that has work of its own.',
  start: 'npm start --',
  options: {
    host: oneOf(['glib', 'frame', 'best'], 'where; the best is glib if it can be had, else frame', 'best'),
    seconds: number('N', 'how long', { least: 1, most: 3600 }, 5),
  },
});

async function main(args: typeof values): Promise<void> {
  let screen: Screen | undefined;
  const { busyHost, reason } = await chooseHost(args.host, () => screen?.onFrame());
  console.log(title(busyHost, reason));

  const work = new Work();
  const stop = new AbortController();
  const onInterrupt = () => stop.abort('interrupted');
  process.once('SIGINT', onInterrupt);
  const timeUp = setTimeout(() => stop.abort('time is up'), args.seconds * 1000);

  const entry = enter(busyHost.host);
  busyHost.start();
  screen = new Screen(work, busyHost, args.seconds);
  let statistics: HostStatistics | undefined;
  try {
    await work.run(stop.signal);
  } finally {
    clearTimeout(timeUp);
    busyHost.stop();
    screen.end();
    statistics = hosted()?.statistics();
    if (statistics) leave();
    await entry;
  }

  if (statistics) console.log(`\n${table(work, busyHost, statistics)}\n`);
  process.off('SIGINT', onInterrupt);
  if (stop.signal.reason === 'interrupted') process.kill(process.pid, 'SIGINT');
  if (!work.isRight) process.exitCode = 1;
}

function title({ title, host }: BusyHost, reason: string | undefined): string {
  const form = Array.isArray(host.wake) ? 'waker form' : 'watch form';
  const lines = [`\n  ${paint('bold', `Node.js ${process.versions.node} inside ${title}`)}, on one thread (${form})`];
  if (reason) lines.push(`  ${paint('yellow', `not inside GLib: ${reason}`)}`);
  return lines.join('\n');
}

try {
  await main(values);
} catch (error) {
  if (!(error instanceof InterloopError)) throw error;
  console.error(String(error));
  process.exitCode = 1;
}
