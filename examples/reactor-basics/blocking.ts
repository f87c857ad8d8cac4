/** A program that is written from top to bottom, with a reactor inside it that works while the program waits. */
import { deferLater, reactor } from 'interloop';
import { readCommandLine } from '../support/options.ts';
import { BlockingReactor } from './blocking-reactor.ts';
import { seconds } from './seconds.ts';

readCommandLine({ what: 'A program that blocks, with a reactor inside it.' });
const blocking = new BlockingReactor(reactor);
console.log('starting');
blocking.start();

console.log('setting up a callback after a second');
reactor.callLater(seconds(1), () => console.log('the reactor is still running'));

console.log('getting a Deferred');
const deferred = deferLater(reactor, seconds(2), () => {
  console.log('the Deferred is fired');
  return 'got it!';
});
console.log(`got the Deferred: ${blocking.wait(deferred)}`);

console.log('stopping');
blocking.stop();
console.log('stopped');
