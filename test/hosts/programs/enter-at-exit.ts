import { install } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';

process.on('exit', () => {
  try {
    install(frame());
  } catch (error) {
    console.log((error as NodeJS.ErrnoException).code);
  }
});
