/** The table at the end. */
import type { HostStatistics } from 'interloop/host';
import type { BusyHost } from './busy-host.ts';
import { count, mebibytes, ms, paint } from './format.ts';
import type { Lateness } from './lateness.ts';
import type { Work } from './work.ts';

export function table(work: Work, busyHost: BusyHost, statistics: HostStatistics): string {
  const { tally, timer } = work;
  const seconds = statistics.elapsed / 1000;
  const { turns, emptyTurns, wakes, turnTime, longestHostBlock, form } = statistics;
  const rows: [string, string][] = [
    ['requests', `${count(tally.requests)}, ${count(tally.requests / seconds)} a second, ${wrong(tally.wrongAnswers)}`],
    ['streamed', `${mebibytes(tally.bytes)}, ${mebibytes(tally.bytes / seconds)} a second`],
    ['checksums', `${count(tally.files)} files compared, ${wrong(tally.wrongFiles)}`],
    ['Node timer', lateness(timer)],
    [`${busyHost.shortTitle} frames`, lateness(busyHost.frames)],
    ['turns', `${count(turns)}, ${count(emptyTurns)} of them found nothing to run`],
    ['time in turns', `${ms(turnTime.mean)} mean, ${ms(turnTime.p99)} p99, ${ms(turnTime.longest)} longest`],
    ['wakes', form === 'watch' ? `none needed, ${busyHost.shortTitle} watches libuv itself` : count(wakes)],
    ['host block', `${ms(longestHostBlock)} at the longest`],
  ];
  return rows.map(([name, value]) => `  ${paint('bold', name.padEnd(16))}${value}`).join('\n');
}

function wrong(number: number): string {
  return number === 0 ? paint('green', 'all right') : paint('red', `${count(number)} wrong`);
}

function lateness(beats: Lateness): string {
  const number = `${count(beats.beats)} beats of ${Number(beats.period.toFixed(1))} ms`;
  return `${number.padEnd(24)}late by ${ms(beats.percentile(0.5))} p50, ${ms(beats.percentile(0.99))} p99`;
}
