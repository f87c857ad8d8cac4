// A dialog opened by a timer of Node: once as it comes, once through modal().
import { call, enter, leave, modal } from 'interloop/host';
import { frame } from 'interloop/hosts/frame';

const FRAMES_OPEN = 30;

let framesLeft = 0;
const host = frame({ fps: 60, onFrame: () => framesLeft > 0 && --framesLeft === 0 && call(host.quit) });

// What the dialog of a toolkit does: it runs a loop of its own and returns when the user has answered.
function dialog() {
  framesLeft = FRAMES_OPEN;
  call(host.run);
  return 'yes';
}

let ticks = 0;
const ticking = setInterval(() => ticks++, 10);

async function ticksDuring(open) {
  ticks = 0;
  const answer = await open();
  return `answer "${answer}", ${ticks === 0 ? 'Node stood still' : 'Node kept ticking'}`;
}

setTimeout(async () => {
  console.log('opened inside a turn:  ', await ticksDuring(() => dialog()));
  console.log('opened through modal():', await ticksDuring(() => modal(() => dialog())));
  clearInterval(ticking);
  leave();
}, 20);

await enter(host);
