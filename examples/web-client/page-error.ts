/** Why there is no page, besides what the network says by errors of its own. */
export type PageErrorCode = 'BAD_URL' | 'BAD_RESPONSE' | 'INCOMPLETE' | 'TIMEOUT' | 'TOO_LARGE' | 'TOO_MANY_REDIRECTS';

export class PageError extends Error {
  readonly code: PageErrorCode;

  constructor(code: PageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PageError';
    this.code = code;
  }
}
