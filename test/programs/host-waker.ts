import { isMainThread } from 'node:worker_threads';
import { install } from 'interloop/host';
import { glib } from 'interloop/hosts/glib';

if (isMainThread) install(glib({ form: 'waker' }));
