/**
 * A web client: URL in, page out.
 *
 * Each request has a connection of its own, on an endpoint over TCP or TLS, with a protocol of ours that speaks HTTP/1.1. All steps
 * are one chain of Deferreds, so that `cancel()` finds the one that is under way.
 */
import {
  CancelledError,
  type ClientEndpoint,
  ConnectingCancelled,
  connectProtocol,
  type Deferred,
  maybeDeferred,
  TCPClientEndpoint,
  TLSClientEndpoint,
} from 'interloop';
import type { FetchOptions } from './fetch-options.ts';
import { HTTPGet, type HTTPResponse } from './http-get.ts';
import { PageError } from './page-error.ts';

export type { FetchOptions, Progress } from './fetch-options.ts';
export { PageError, type PageErrorCode } from './page-error.ts';

export interface Page {
  /** Where it came from in the end. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The text, by the charset that the server has named, else UTF-8. */
  readonly body: string;
}

const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/**
 * Fetches a page. Fires with it whatever its status is; fails with a PageError, with what the network says (a ConnectError, such as
 * ConnectionRefused), or with a CancelledError after `cancel()`.
 */
export function fetchPage(url: string | URL, options: FetchOptions = {}): Deferred<Page> {
  return maybeDeferred(() => follow(checkedURL(url), options, options.maxRedirects ?? 10));
}

function follow(url: URL, options: FetchOptions, redirectsLeft: number): Deferred<Page> {
  const request = new HTTPGet(url, options);
  options.onProgress?.({ phase: 'connecting', url: url.href, received: 0, total: undefined });
  return connectProtocol(endpointFor(url, options), request)
    .addErrback((error) => {
      request.response.addErrback(() => {}); // one who fails when the connection is made tells twice
      throw error instanceof ConnectingCancelled ? new CancelledError(error) : error;
    })
    .addCallback(() => request.response)
    .addCallback((response) => {
      if (response.redirectsTo === undefined) return pageFrom(url, response);
      if (redirectsLeft === 0) throw new PageError('TOO_MANY_REDIRECTS', `${url.href} is one redirection too many`);
      return follow(checkedURL(response.redirectsTo, url), options, redirectsLeft - 1);
    });
}

function endpointFor(url: URL, { timeout = 30_000, tls = {} }: FetchOptions): ClientEndpoint {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || PORTS[url.protocol]!;
  if (url.protocol === 'http:') return new TCPClientEndpoint(host, port, { timeout });
  return new TLSClientEndpoint(host, port, { ALPNProtocols: ['http/1.1'], ...tls }, { timeout });
}

function checkedURL(text: string | URL, base?: URL): URL {
  if (!URL.canParse(String(text), base?.href)) throw new PageError('BAD_URL', `"${text}" is no URL`);
  const url = new URL(text, base);
  if (url.protocol in PORTS) return url;
  throw new PageError('BAD_URL', `"${url.href}" is neither of http: nor of https:`);
}

function pageFrom(url: URL, { status, statusText, headers, body }: HTTPResponse): Page {
  return { url: url.href, status, statusText, headers, body: decoderFor(headers).decode(body) };
}

function decoderFor(headers: Headers): InstanceType<typeof TextDecoder> {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]+)/i.exec(headers.get('content-type') ?? '') ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
