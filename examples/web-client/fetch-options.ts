/** What a page is fetched with, and what is told meanwhile. */
import type { ConnectionOptions } from 'node:tls';

export interface Progress {
  readonly phase: 'connecting' | 'waiting' | 'receiving';
  /** Of this request; a redirection is followed by another one. */
  readonly url: string;
  /** Bytes of the body so far. */
  readonly received: number;
  /** How many there will be, if the server has said so. */
  readonly total: number | undefined;
}

export interface FetchOptions {
  /** Called when something has happened. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Milliseconds in which nothing may happen. Default: 30000. */
  readonly timeout?: number | undefined;
  /** How many redirections are followed. Default: 10. */
  readonly maxRedirects?: number | undefined;
  /** How many bytes a body may have. Default: 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** For `https:` what Node's `tls.connect` takes, such as `ca`. */
  readonly tls?: ConnectionOptions | undefined;
}
