import { onEachLoop } from './run-program.ts';

onEachLoop(
  'a stop with everything under way ends the process by itself, in order, and each caller gets its result or an error',
  'shutdown-in-flight',
  `running:
before:
  client: cancelled, cleaned up, told, disposed of
  client of the network: cancelled, cleaned up, told, disposed of
  frozen: ended by force
  frozen, pending: ERR_INTERLOOP_THREAD_STOPPED
  frozen, running: ERR_INTERLOOP_THREAD_STOPPED
  network: code 0, goodbyes 1
  network, pending: ERR_INTERLOOP_THREAD_STOPPED
  pool, queued: ERR_INTERLOOP_THREAD_STOPPED
  pool, running: its result
  receiver: ERR_INTERLOOP_CHANNEL_CLOSED
  sender: ERR_INTERLOOP_CHANNEL_CLOSED
  stuck pool, queued: ERR_INTERLOOP_THREAD_STOPPED
  stuck pool, running: ERR_INTERLOOP_THREAD_STOPPED
  tasklet that ends: its result
during:
after:
  blocking call: ERR_INTERLOOP_THREAD_STOPPED
  plain calls: ERR_INTERLOOP_THREAD_STOPPED
  tasklet that does not: ERR_INTERLOOP_THREAD_STOPPED
  tasklet that nobody takes: ERR_INTERLOOP_THREAD_STOPPED
in time
`,
);
