/** The protocol: one request by GET over HTTP/1.1, and its response. */
import { ConnectionDone, ConnectionLost, Deferred, LineReceiver, TimeoutMixin } from 'interloop';
import type { FetchOptions, Progress } from './fetch-options.ts';
import { PageError } from './page-error.ts';

export interface HTTPResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** Where to go instead; the body is left out then. */
  readonly redirectsTo: string | undefined;
  readonly body: Buffer;
}

const REDIRECTIONS = [301, 302, 303, 307, 308];
const WITHOUT_BODY = [204, 304];
const MOST_LINES = 500;

/** What is to come next. The first five are lines, the others bytes. */
type State =
  | 'status'
  | 'header'
  | 'chunk size'
  | 'end of chunk'
  | 'trailer'
  | 'chunk'
  | 'body'
  | 'body to the end'
  | 'nothing';

export class HTTPGet extends TimeoutMixin(LineReceiver) {
  override delimiter = Buffer.from('\n');
  readonly response = new Deferred<HTTPResponse>(() => this.transport.abortConnection());
  readonly #url: URL;
  readonly #timeout: number;
  readonly #maxBytes: number;
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  #state: State = 'status';
  #status = 0;
  #statusText = '';
  #headers = new Headers();
  /** How many there were besides the body. */
  #lines = 0;
  /** How many bytes are to come of the body, or of the chunk. */
  #left = 0;
  #total: number | undefined;
  #pieces: Buffer[] = [];
  #received = 0;

  constructor(url: URL, { timeout = 30_000, maxBytes = 64 * 2 ** 20, onProgress }: FetchOptions) {
    super();
    this.#url = url;
    this.#timeout = timeout;
    this.#maxBytes = maxBytes;
    this.#onProgress = onProgress;
  }

  override connectionMade(): void {
    const { host, pathname, search } = this.#url;
    const headers = [
      `Host: ${host}`,
      'User-Agent: interloop',
      'Accept: */*',
      'Accept-Encoding: identity',
      'Connection: close',
    ];
    this.transport.write(`GET ${pathname}${search} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    this.setTimeout(this.#timeout);
    this.#tell('waiting');
  }

  override dataReceived(data: Buffer): void {
    this.resetTimeout();
    super.dataReceived(data);
  }

  override lineReceived(bytes: Buffer): void {
    const line = bytes.toString('latin1').replace(/\r$/, '');
    if (this.#state === 'chunk size') this.#chunkSizeReceived(line);
    else if (this.#state === 'end of chunk') this.#chunkEndReceived(line);
    else if (++this.#lines > MOST_LINES) this.#refuse('its head does not end');
    else if (this.#state === 'status') this.#statusReceived(line);
    else if (this.#state === 'header') this.#headerReceived(line);
    else if (line === '') this.#finish();
  }

  override lineLengthExceeded(start: Buffer): void {
    this.#refuse(`a line of it has more than ${start.length} bytes`);
  }

  override rawDataReceived(data: Buffer): void {
    const piece = this.#state === 'body to the end' ? data : data.subarray(0, this.#left);
    this.#left -= piece.length;
    this.#received += piece.length;
    this.#pieces.push(piece);
    if (this.#isTooLarge(this.#received)) return;
    this.#tell('receiving');
    if (this.#state === 'body' && this.#left === 0) this.#finish();
    if (this.#state !== 'chunk' || this.#left > 0) return;
    this.#state = 'end of chunk';
    this.setLineMode(data.subarray(piece.length));
  }

  override timeoutConnection(): void {
    const seconds = this.#timeout / 1000;
    this.#fail(new PageError('TIMEOUT', `${this.#url.host} has sent nothing for ${seconds} s`));
  }

  override connectionLost(reason: Error): void {
    super.connectionLost(reason);
    if (this.response.called) return;
    if (this.#state === 'body to the end' && reason instanceof ConnectionDone) this.#finish();
    else if (reason instanceof ConnectionDone || reason instanceof ConnectionLost) this.#fail(this.#incomplete(reason));
    else this.#fail(reason); // what onProgress has thrown
  }

  #statusReceived(line: string): void {
    const [, status, statusText = ''] = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(line) ?? [];
    this.#status = Number(status);
    this.#statusText = statusText;
    this.#headers = new Headers();
    this.#state = 'header';
    if (status === undefined) this.#refuse('it does not begin as one of HTTP/1');
  }

  #headerReceived(line: string): void {
    const [, name, value] = /^([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (line === '') this.#headReceived();
    else if (name === undefined) this.#refuse('one of its headers has no name');
    else {
      try {
        this.#headers.append(name, value!);
      } catch {
        this.#refuse(`its header ${name} makes no sense`);
      }
    }
  }

  #headReceived(): void {
    const coding = this.#headers.get('transfer-encoding')?.toLowerCase();
    const encoding = this.#headers.get('content-encoding')?.toLowerCase() ?? 'identity';
    const length = this.#headers.get('content-length');
    if (this.#status < 200) this.#state = 'status';
    else if (WITHOUT_BODY.includes(this.#status) || this.#redirectsTo !== undefined) this.#finish();
    else if (encoding !== 'identity') this.#refuse(`it is encoded by ${encoding}, for which nobody has asked`);
    else if (coding === 'chunked') this.#state = 'chunk size';
    else if (coding !== undefined) this.#refuse(`its transfer coding is ${coding}`);
    else if (length === null) this.#receive('body to the end', 0);
    else if (!/^\d+$/.test(length)) this.#refuse(`its length is "${length}"`);
    else if (!this.#isTooLarge(Number(length))) {
      this.#total = Number(length);
      if (this.#total === 0) this.#finish();
      else this.#receive('body', this.#total);
    }
  }

  #chunkSizeReceived(line: string): void {
    const [, digits] = /^([0-9a-f]{1,12})\s*(?:;.*)?$/i.exec(line) ?? [];
    const size = Number.parseInt(digits ?? '', 16);
    if (digits === undefined) this.#refuse(`the length of a chunk is "${line.slice(0, 20)}"`);
    else if (size === 0) this.#state = 'trailer';
    else if (!this.#isTooLarge(this.#received + size)) this.#receive('chunk', size);
  }

  #chunkEndReceived(line: string): void {
    if (line === '') this.#state = 'chunk size';
    else this.#refuse('a chunk is longer than it said');
  }

  #receive(state: State, bytes: number): void {
    this.#state = state;
    this.#left = bytes;
    this.setRawMode();
  }

  #isTooLarge(bytes: number): boolean {
    if (bytes <= this.#maxBytes) return false;
    this.#fail(new PageError('TOO_LARGE', `${this.#url.href} has more than ${this.#maxBytes} bytes`));
    return true;
  }

  get #redirectsTo(): string | undefined {
    return REDIRECTIONS.includes(this.#status) ? (this.#headers.get('location') ?? undefined) : undefined;
  }

  #tell(phase: Progress['phase']): void {
    this.#onProgress?.({ phase, url: this.#url.href, received: this.#received, total: this.#total });
  }

  #finish(): void {
    this.#state = 'nothing';
    this.setTimeout(undefined);
    this.transport.loseConnection();
    this.response.callback({
      status: this.#status,
      statusText: this.#statusText,
      headers: this.#headers,
      redirectsTo: this.#redirectsTo,
      body: Buffer.concat(this.#pieces),
    });
  }

  #refuse(why: string): void {
    this.#fail(new PageError('BAD_RESPONSE', `The response of ${this.#url.host} cannot be understood: ${why}`));
  }

  #incomplete(cause: Error): PageError {
    const { host } = this.#url;
    const of = this.#total === undefined ? '' : ` of ${this.#total}`;
    const what = this.#state === 'status' ? 'without a response' : `after ${this.#received}${of} bytes of the body`;
    return new PageError('INCOMPLETE', `${host} has ended the connection ${what}`, { cause });
  }

  #fail(error: Error): void {
    this.#state = 'nothing';
    this.transport.abortConnection();
    if (!this.response.called) this.response.errback(error);
  }
}
