/**
 * From protocols: what they do not send, and what they do not accept.
 */
import { InterloopError } from './base.ts';

/** A string is sent that is longer than the number before it can tell. */
export class StringTooLongError extends InterloopError {
  constructor(length: number, most: number) {
    super(
      'ERR_INTERLOOP_STRING_TOO_LONG',
      `Cannot send ${length} bytes as one string, whose length must be at most ${most}; send several, or use a longer prefix`,
    );
  }
}

/** What has come in is no netstring, or one that is too long. */
export class NetstringParseError extends InterloopError {
  constructor(why: string) {
    super('ERR_INTERLOOP_NETSTRING_PARSE', `The other side has sent no netstring: ${why}`);
  }
}

/** A file was not sent to its end, as the connection has ended before. */
export class TransferStopped extends InterloopError {
  constructor(sent: number) {
    super('ERR_INTERLOOP_TRANSFER_STOPPED', `The connection has ended after ${sent} bytes of the file were written`);
  }
}
