/**
 * What the register modules have in common: the program that is loaded next will live in a host.
 *
 * Everything here is synchronous and makes no promise, no async resource and no listener: the program must not find
 * anything that it did not make. `--require` takes this module as it is (Node loads ESM by require()), which leaves a
 * CommonJS program in the CommonJS loader; `--import` would move it, and with it async ids and the order of its first
 * ticks and promises.
 *
 * Only the main thread is hosted. A worker inherits the option that loads this module, and nothing else of it.
 */
import { subscribe } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { hosted, install } from '../host/enter.ts';
import type { Host } from '../host/host.ts';
import { formatStatistics, type HostStatistics } from '../host/statistics.ts';
import { complain } from './complain.ts';
import { type Settings, takeSettings } from './settings.ts';
import { hideOption, hidingModules } from './traces.ts';

/** @param url the `import.meta.url` of the module that Node was told to load */
export function register(url: string, makeHost: (settings: Settings) => Host): void {
  if (onlyStartsOthers()) return;
  const file = fileURLToPath(url);
  const preload = file.replace(/\.js$/, '.cjs');
  hideOption(preload);
  const settings = isMainThread ? takeSettings() : undefined;
  try {
    hidingModules([file, preload], () => isMainThread && install(makeHost(settings ?? {}), settings ?? {}));
  } catch (error) {
    if (!settings) throw error;
    process.exit(complain(error));
  }
  if (settings?.stats) printStatisticsAtExit();
}

/** `--test` and `--watch` make Node start other Nodes, with the same options and environment: those are for the host. */
function onlyStartsOthers(): boolean {
  const { NODE_TEST_CONTEXT, WATCH_REPORT_DEPENDENCIES } = process.env;
  if (NODE_TEST_CONTEXT || WATCH_REPORT_DEPENDENCIES) return false;
  const has = (pattern: RegExp) => process.execArgv.some((option) => pattern.test(option));
  return has(/^--watch(-path|$)/) || (has(/^--test$/) && !has(/test-isolation=none$/));
}

/** A listener that the program can see, so only for those who ask: `process.exit()` never comes back to the host. */
function printStatisticsAtExit(): void {
  const stays: (HostStatistics | undefined)[] = [];
  subscribe('interloop:host:leave', (message) => {
    stays.push((message as { statistics: HostStatistics | undefined }).statistics);
  });
  process.on('exit', () => {
    stays.push(hosted()?.statistics());
    process.stderr.write(`${describeStays(stays.filter((stay) => stay !== undefined))}\n`);
  });
}

function describeStays(stays: HostStatistics[]): string {
  const [longest] = stays.toSorted((a, b) => b.elapsed - a.elapsed);
  if (!longest) return 'interloop: the host was not entered, nothing kept the program alive';
  const times = stays.length === 1 ? '' : `interloop: inside the host ${stays.length} times, of which the longest:\n`;
  return times + formatStatistics(longest);
}
