/** Hashes files in the threads of the reactor's pool, while this thread shows how far it is. */
import { InterloopError, react, suggestThreadPoolSize } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { type Arguments, HELP, readArguments, UsageError } from './arguments.ts';
import { Display } from './display.ts';
import { HashJob } from './hash-job.ts';

async function main({ threads, interval, host, paths }: Arguments): Promise<void> {
  suggestThreadPoolSize(threads);
  const job = new HashJob(threads, new Display(interval));
  const run = async () => {
    if (!(await job.run(paths))) process.exitCode = 1;
  };
  process.stdout.on('error', () => process.exit(1)); // whoever reads it, such as head, has left
  await react(run, [], host ? { host: { frame, glib }[host](), installSignalHandlers: true } : {});
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args.help) console.log(HELP);
  else await main(args);
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof InterloopError;
  if (!isExpected) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
