/** Hashes files in the threads of the reactor's pool, while this thread shows how far it is. */
import { availableParallelism } from 'node:os';
import { InterloopError, react, suggestThreadPoolSize } from 'interloop';
import { hostOption, runOptions } from '../support/host-option.ts';
import { seconds, text, wholeNumber } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { Display } from './display.ts';
import { HashJob } from './hash-job.ts';

const { values, words } = readCommandLine({
  what: 'Hashes files in threads: what sha256sum prints, with a picture of how far it is.',
  options: {
    threads: wholeNumber('N', 'how many threads', { least: 1, most: 256 }, Math.min(availableParallelism(), 256)),
    interval: seconds('seconds from one line of progress to the next where there is no terminal', 2),
    host: hostOption,
  },
  words: {
    ...text('PATH', 'a file, or a directory with all that is below it'),
    least: 1,
    most: Number.POSITIVE_INFINITY,
  },
  notes: `Symbolic links in directories are left alone. Results go to standard output, all else to standard error. The exit code
is 1 if a file could not be read, 2 for a wrong command line; Ctrl-C ends it with 130.`,
});

process.stdout.on('error', () => process.exit(1)); // whoever reads it, such as head, has left
suggestThreadPoolSize(values.threads);
const job = new HashJob(values.threads, new Display(values.interval * 1000));

async function run(): Promise<void> {
  if (!(await job.run(words))) process.exitCode = 1;
}

try {
  await react(run, [], runOptions(values.host));
} catch (error) {
  if (!(error instanceof InterloopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
