/**
 * Protocols that find the messages in what comes in, and what else protocols are made of.
 *
 * Reading order: unread.ts (what was received and not read yet), buffered-receiver.ts (the loop), line-only-receiver.ts and its
 * neighbours (the formats), timeout-mixin.ts, file-sender.ts.
 */
export { FileSender, type FileSenderOptions, type FileSource } from './file-sender.ts';
export { Int8StringReceiver, Int16StringReceiver, Int32StringReceiver } from './int-string-receivers.ts';
export { LineOnlyReceiver } from './line-only-receiver.ts';
export { LineReceiver } from './line-receiver.ts';
export { NetstringReceiver } from './netstring-receiver.ts';
export { type ProtocolState, StatefulProtocol } from './stateful-protocol.ts';
export { TimeoutMixin, type WithTimeout } from './timeout-mixin.ts';
