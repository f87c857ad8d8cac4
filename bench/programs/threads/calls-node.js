/** Calls as one writes them by hand: a message each, and a table of who waits. */
import { ask, tell } from './far.js';

const far = { ask, tell };

/** In the main thread: takes what comes from this port. */
export function serve(port) {
  port.on('message', ([name, who, n, id]) => {
    const value = far[name](who, n);
    if (id !== undefined) port.postMessage([id, value]);
  });
}

/** In the other thread. */
export function connect(port) {
  const waiting = new Map();
  let last = 0;
  port.on('message', ([id, value]) => {
    waiting.get(id)(value);
    waiting.delete(id);
  });
  return {
    tell: (who, n) => port.postMessage(['tell', who, n]),
    ask: (who, n) =>
      new Promise((resolve) => {
        waiting.set(++last, resolve);
        port.postMessage(['ask', who, n, last]);
      }),
  };
}
