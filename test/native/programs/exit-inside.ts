// The process ends with the host's frames still on the stack, with a nested turn and calls that wait.
import { enter, modal } from 'interloop/host';
import { makeHost } from './host.ts';

enter(makeHost());
modal(() => {
  setInterval(() => {}, 1);
  setTimeout(() => {
    modal(() => {});
    process.exit(7);
  }, 5);
});
process.on('exit', () => console.log('done'));
