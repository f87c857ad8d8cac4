/** What each chat client can be told, with a window or without. */
import { userInfo } from 'node:os';
import { connectTo } from '../support/endpoint-options.ts';
import { text } from '../support/option-kinds.ts';

export const chatOptions = {
  connect: connectTo('tcp:127.0.0.1:7002'),
  nick: text('NAME', 'your nickname', userInfo().username),
};
