/**
 * One side of a connection, with bare sockets or with protocols.
 *
 * net.js serve WHAT KIND [ARGUMENT] tells the port; net.js WHAT KIND PORT ARGUMENTS tells what was
 * measured, and the milliseconds of the processor that it took here. WHAT is one of those
 * in sockets.js and protocols.js, KIND is tcp or tls.
 *
 * The package is loaded in any case. What else is in a process moves the top of its heap, and with that may double what it takes to
 * receive: glibc then gives the memory of each buffer back to the system, and gets it anew.
 */
import '../interloop.js';
import { answerLines, report } from './talk.js';

const side = await import(process.env.BENCH_API === 'interloop' ? './protocols.js' : './sockets.js');
const [first, ...words] = process.argv.slice(2);
if (first === 'serve') {
  const [what, kind, argument] = words;
  report({ port: await side.servers[what](kind, Number(argument)) });
  answerLines(() => ({}));
} else {
  const [kind, ...numbers] = words;
  const before = process.cpuUsage();
  const measured = await side.clients[first](kind, ...numbers.map(Number));
  const { user, system } = process.cpuUsage(before);
  report({ ...measured, cpu: (user + system) / 1000 });
  process.exit();
}
