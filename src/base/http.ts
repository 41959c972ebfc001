/**
 * The one place that speaks HTTP to the outside: crawls, webhooks and SMS providers all go through it, so that none
 * of them can be led to a private address, a bomb or an endless body.
 */

/** Why there is no answer. A status of 404 or 503 is an answer. */
export type HttpFailureReason =
  | 'address-refused' // a private or otherwise forbidden address, scheme or port, also behind a redirect
  | 'host-unknown' // the name does not resolve
  | 'connection-failed' // refused, reset, TLS, malformed answer
  | 'timed-out'
  | 'too-large' // over the byte limit, on the wire or inflated
  | 'encoding-unreadable' // an unknown, stacked or broken Content-Encoding
  | 'too-many-redirects';

export type HttpRequest = Readonly<{
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** For the whole exchange, redirects and body included. */
  timeoutMs: number;
  /** Of the body, both as sent and inflated. */
  bodyBytesMax: number;
  /** 0 for a POST: a provider that moves is an answer to look at, not to follow. */
  redirectCountMax: number;
}>;

export type HttpOutcome =
  | Readonly<{
      kind: 'answered';
      status: number;
      /** Names in lower case; repeated ones joined by ", ". */
      headers: Readonly<Record<string, string>>;
      /** Inflated. */
      body: Uint8Array;
      /** Where the answer came from, after redirects. */
      url: string;
      /** The last URL reached through permanent redirects (301, 308) alone; null where the first hop was not one. */
      movedTo: string | null;
    }>
  | Readonly<{ kind: 'failed'; reason: HttpFailureReason; message: string }>;

export type Http = Readonly<{
  /** Never rejects for what the other side does; the outcome says it. */
  request: (request: HttpRequest) => Promise<HttpOutcome>;
  close: () => Promise<void>;
}>;
