/** Node inside the host of bare-glib.ts. */
import { enter, formatStatistics, hosted, leave } from 'interloop/host';
import { bareGlib } from './bare-glib.ts';

setTimeout(async () => {
  const response = await fetch('data:text/plain,fetched inside');
  console.log(await response.text());
  console.log(formatStatistics(hosted()!.statistics()));
  leave();
}, 100);

await enter(bareGlib());
