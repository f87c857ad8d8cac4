/** Connects so often and says nothing: connections-client.js PORT COUNT. Reports when all are connected. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { answerLines, report } from './talk.js';

const AT_ONCE = 100;
const [port, count] = process.argv.slice(2).map(Number);
let left = count;

async function fill() {
  while (left-- > 0) await once(connect(port, '127.0.0.1'), 'connect');
}

await Promise.all(Array.from({ length: AT_ONCE }, fill));
report({ count });
answerLines(() => ({}));
