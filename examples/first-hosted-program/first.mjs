import { createServer } from 'node:http';
import { enter, leave } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';

let frames = 0;
const host = frame({ fps: 60, onFrame: () => frames++ });

const server = createServer((_, response) => response.end('hello from inside'));
server.listen(0, '127.0.0.1');

setTimeout(async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}`);
  console.log(await response.text());
  console.log(`the host has run ${frames} frames meanwhile`);
  server.close();
  leave();
}, 500);

await enter(host);
console.log('the host has returned');
