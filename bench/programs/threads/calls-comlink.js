/** comlink has no call without an answer. */
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { ask, tell } from './far.js';

export function serve(port) {
  expose({ ask, tell }, nodeEndpoint(port));
}

export function connect(port) {
  const { tell, ask } = wrap(nodeEndpoint(port));
  return { tell, ask };
}
