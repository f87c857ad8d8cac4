/**
 * Ways to end: `ends.js WAY HOST`. Prints each exit event; a test looks at the code and the signal.
 */
import { enter, leave } from 'interloop/host';
import { hostOfArgument } from './host.ts';

const ways: Record<string, () => void> = {
  exit: () => process.exit(3),
  'exit code': () => {
    process.exitCode = 4;
    leave();
  },
  throw: () => {
    throw new Error('thrown inside');
  },
  reject: () => void Promise.reject(new Error('rejected inside')),
  handled: () => {
    process.on('uncaughtException', ({ message }) => {
      console.log('handled', message);
      leave();
    });
    throw new Error('thrown inside');
  },
  signal: () => process.kill(process.pid, 'SIGTERM'),
  'handled signal': () => {
    process.on('SIGTERM', (signal) => {
      console.log('handled', signal);
      leave();
    });
    process.kill(process.pid, 'SIGTERM');
  },
  'before exit': () => {
    process.once('beforeExit', () => {
      console.log('before exit');
      setTimeout(() => console.log('more work'), 1);
    });
    leave();
  },
  abort: () => process.abort(),
};

process.on('exit', (code) => console.log('exit', code));
setTimeout(() => ways[process.argv[2] as string]?.(), 5);
await enter(hostOfArgument());
console.log('left');
