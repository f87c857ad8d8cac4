/**
 * Takes the links that other threads make to this one's reactor.
 */
import { reactor } from '../reactor/global.ts';
import { threadIsGone, threadIsThere } from './gone.ts';
import { Inbox } from './inbox.ts';
import { isLifeMessage, type LifeMessage, onLifeMessage } from './life.ts';
import type { End } from './wire.ts';

type Message = LifeMessage | ({ readonly interloop: 'threads' } & End);

process.on('workerMessage', (message: Message | undefined, from: number) => {
  if (message?.interloop === 'threads') {
    threadIsThere(from);
    new Inbox(message, reactor, () => threadIsGone(from));
  } else if (isLifeMessage(message)) onLifeMessage(message);
});
