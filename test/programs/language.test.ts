import { runsAlike } from './runs-alike.ts';

const reporter = `--test-reporter=${new URL('../../../test/programs/fixtures/node-test-reporter.mjs', import.meta.url)}`;

runsAlike('the order of callbacks and the numbers of async resources', { file: 'order.cjs' });
runsAlike('what an error in a tick leaves behind', { file: 'after-an-error.cjs' });
runsAlike('streams of every kind', { file: 'streams.mjs' });
runsAlike('dynamic import, WebAssembly, vm and garbage collection', { file: 'modules.mjs' });
runsAlike('module hooks in a thread', { file: 'loader-hooks.mjs', nodeArgs: ['--no-warnings'] });
runsAlike('crypto off the main thread', { file: 'crypto.mjs' });
runsAlike('timers and performance hooks', { file: 'timing.mjs' });
runsAlike('node:test as a library', { file: 'node-test.mjs' });
runsAlike('node:test as a runner', { file: 'node-test-suite.mjs', nodeArgs: ['--test', reporter] });
runsAlike('a test file run by itself', { file: 'node-test-suite.mjs', nodeArgs: [reporter] });
