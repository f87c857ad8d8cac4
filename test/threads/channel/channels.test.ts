import { onEachLoop } from '../run-program.ts';

const echo = (does: string) => `${does} [1,"two",{"three":[3,null]}]
${does} again
${does} RangeError: thrown there
${does} be late
${does} 0 Uint8Array(3) [ 1, 2, 3 ]
`;

onEachLoop(
  'a thread that awaits and one that blocks are heard at channels, chosen from, and told of closing and death',
  'thread-channels',
  `${echo('awaits')}${echo('blocks')}chosen 1 chosen
default none
sent 1
chosen to be sent
ThreadDiedError ERR_INTERLOOP_THREAD_DIED thread 3 has died: it is gone, and no other thread has the channel answers
told once TimeoutError 23 The operation was aborted due to timeout
ThreadDiedError ERR_INTERLOOP_THREAD_DIED thread 3 has died: it is gone, and no other thread has the channel calls
ChannelClosed ERR_INTERLOOP_CHANNEL_CLOSED The channel answers is closed had enough
ChannelClosed ERR_INTERLOOP_CHANNEL_CLOSED The channel answers is closed had enough
WouldDeadlockError ERR_INTERLOOP_WOULD_DEADLOCK receiveSync() of calls in a thread that has a reactor of its own could wait for ever; await receive() or send()
true false
`,
);
