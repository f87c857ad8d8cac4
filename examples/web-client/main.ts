/** Fetches a page, for a terminal. */
import { writeFileSync } from 'node:fs';
import { CancelledError, reactor } from 'interloop';
import { inBytes } from '../support/numbers.ts';
import { contentOf, seconds, text, webAddress } from '../support/option-kinds.ts';
import { endProgram, runProgram } from '../support/program.ts';
import { fetchPage, type Progress } from './fetch-page.ts';
import { ProgressLine } from './progress-line.ts';

await runProgram({
  what: 'Fetches a page, and shows how far it is.',
  options: {
    output: text('FILE', 'writes the page there instead of to standard output'),
    timeout: seconds('seconds in which nothing may happen', 30),
    interval: seconds('seconds from one line of progress to the next where there is no terminal', 2),
    ca: contentOf('trusts the certificates in it, too, which is for servers of your own'),
  },
  words: { ...webAddress('of http: or https:, which is the default'), least: 1 },
  notes: 'The exit code is 1 if there is no page, or its status is 400 or more.',
  main: async ({ values, words }) => {
    const timeout = values.timeout * 1000;
    const line = new ProgressLine(values.interval * 1000);
    let last: Progress | undefined;
    const onProgress = (progress: Progress) => {
      last = progress;
      line.show(progress);
    };
    const tls = values.ca && { ca: values.ca };
    const fetching = fetchPage(words[0]!, { onProgress, timeout, tls });
    reactor.addSystemEventTrigger('before', 'shutdown', () => fetching.cancel());
    const page = await fetching
      .addErrback((error) => {
        if (error instanceof CancelledError) console.error(`cancelled after ${inBytes(last?.received ?? 0)}`);
        throw error;
      })
      .addFinally(() => line.clear());
    if (values.output === undefined) process.stdout.write(page.body);
    else writeFileSync(values.output, page.body);
    console.error(`${page.status} ${page.statusText}, ${inBytes(last?.received ?? 0)} from ${page.url}`);
    if (page.status >= 400) process.exitCode = 1;
    endProgram();
  },
});
