import { isMainThread } from 'node:worker_threads';
import { install } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';

if (isMainThread) install(frame());
