/**
 * Two threads: this one has the reactor, the other one runs tasklets. The reactor has two functions called there, each in a tasklet,
 * waits for both results, and then stops itself and the dispatcher.
 */
import { threadId } from 'node:worker_threads';
import {
  callInTasklet,
  DeferredList,
  deferToThread,
  reactor,
  type TaskletCall,
  ThreadChannel,
  threadModule,
} from 'interloop';

const stackless = threadModule<typeof import('./stackless.ts')>(new URL('./stackless.js', import.meta.url));

function test(channel: ThreadChannel<TaskletCall>): void {
  console.log(`the reactor is in thread ${threadId}`);
  const one = callInTasklet(channel, stackless.aFunction, 1);
  const two = callInTasklet(channel, stackless.aFunction, 1, 2);
  new DeferredList([one, two])
    .addCallback((results) => {
      for (const [success, value] of results) console.log(success ? value : `failed: ${value}`);
      channel.close();
    })
    .addCallback(() => dispatcher)
    .addCallback((thread) => {
      console.log(`the dispatcher in thread ${thread} has ended`);
      reactor.stop();
    });
}

const theChannel = new ThreadChannel<TaskletCall>({ name: 'the channel' });
const dispatcher = deferToThread(stackless.dispatcher, theChannel);
reactor.callWhenRunning(test, theChannel);
await reactor.run();
console.log('the reactor has stopped');
