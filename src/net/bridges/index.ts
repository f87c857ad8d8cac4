/**
 * Between protocols and Node's streams, so that libraries and protocols mix.
 */
export { type AttachOptions, attachProtocol } from './attach-protocol.ts';
export { LineReader } from './line-reader.ts';
export { StreamProtocol } from './stream-protocol.ts';
