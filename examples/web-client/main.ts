/** Fetches a page, for a terminal. */
import { readFileSync, writeFileSync } from 'node:fs';
import { CancelledError, reactor } from 'interloop';
import { inBytes, numberOption } from '../support/numbers.ts';
import { COMMON_OPTIONS, endProgram, runProgram, UsageError } from '../support/program.ts';
import { fetchPage, type Progress } from './fetch-page.ts';
import { ProgressLine } from './progress-line.ts';

await runProgram({
  help: `Fetches a page, and shows how far it is.

  node main.js [options] URL

  URL                  of http: or https:, which is the default
  --output=FILE        writes the page there instead of to standard output
  --timeout=S          seconds in which nothing may happen (default 30)
  --interval=S         seconds from one line of progress to the next where there is no terminal (default 2)
  --ca=FILE            trusts the certificates in it, too, which is for servers of your own
${COMMON_OPTIONS}

The exit code is 1 if there is no page, or its status is 400 or more.`,
  options: ['output', 'timeout', 'interval', 'ca'],
  mostWords: 1,
  main: async ({ values, words: [url] }) => {
    if (url === undefined) throw new UsageError('Which page? --help tells more');
    const timeout = numberOption('timeout', values.timeout, 30, 3600) * 1000;
    const line = new ProgressLine(numberOption('interval', values.interval, 2, 3600) * 1000);
    let last: Progress | undefined;
    const onProgress = (progress: Progress) => {
      last = progress;
      line.show(progress);
    };
    const tls = values.ca === undefined ? undefined : { ca: readFileSync(values.ca) };
    const fetching = fetchPage(/^\w+:\/\//.test(url) ? url : `https://${url}`, { onProgress, timeout, tls });
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
