/**
 * From endpoints.
 */
import { InterloopError } from './base.ts';

/** The text of an endpoint that cannot be understood. */
export class EndpointSyntaxError extends InterloopError {
  constructor(text: string, why: string) {
    super('ERR_INTERLOOP_ENDPOINT_SYNTAX', `Cannot make an endpoint of ${JSON.stringify(text)}: ${why}`);
  }
}

/** systemd has passed no such socket. */
export class NoSuchSocketError extends InterloopError {
  constructor(which: string, there: readonly string[]) {
    const known = there.length > 0 ? `there are ${there.join(', ')}` : 'there is none';
    super(
      'ERR_INTERLOOP_NO_SUCH_SOCKET',
      `systemd has passed no socket ${which}: ${known} (LISTEN_FDS, LISTEN_FDNAMES)`,
    );
  }
}
