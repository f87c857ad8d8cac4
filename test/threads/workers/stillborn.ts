/** To be preloaded: no worker gets as far as its program. */
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) process.exit(9);
