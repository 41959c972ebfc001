/** One request of a visit: asked conditionally and within limits; whatever is no answer to read becomes a reading. */
import type { HttpOutcome } from '../base/http.ts';
import type { FetchFailureReason } from '../domain/source.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import type { ReaderDeps, SourceFailure, SourceReading } from './reader.ts';

export const FEED_BYTES_MAX = 15 * 1_024 * 1_024;
export const FEED_TIMEOUT_MS = 20_000;
export const FEED_REDIRECTS_MAX = 5;
const VALIDATOR_CHARS_MAX = 1_000;

export type Answer = HttpOutcome & Readonly<{ kind: 'answered' }>;

/** An answer to read (2xx), or how the visit ended without one. */
export type Asked =
  | Readonly<{
      kind: 'answered';
      answer: Answer;
      etag: string | null;
      lastModified: string | null;
      /** How long the answer says that it stays fresh (Cache-Control: max-age); null where it does not say. */
      freshSeconds: number | null;
    }>
  | Exclude<SourceReading, Readonly<{ kind: 'read' }>>;

export type AskedRequest = Readonly<{
  url: string;
  accept: string;
  /** Null asks unconditionally. */
  etag: string | null;
  lastModified: string | null;
  headers?: Readonly<Record<string, string>>;
  method?: 'POST';
  body?: string;
}>;

/**
 * Asks, and sorts the answer: 2xx is for the reader, 304 is 'unchanged', everything else a closed reason with a sentence.
 *
 * Errors:  none for what the other side does.
 * Source:  RFC 9110 sections 13.1 (conditional), 15 (statuses), 10.2.3 (Retry-After).
 */
export async function askSource(deps: Pick<ReaderDeps, 'http' | 'clock'>, request: AskedRequest): Promise<Asked> {
  const outcome = await deps.http.request({
    url: request.url,
    headers: toRequestHeaders(request),
    timeoutMs: FEED_TIMEOUT_MS,
    bodyBytesMax: FEED_BYTES_MAX,
    redirectCountMax: request.method === 'POST' ? 0 : FEED_REDIRECTS_MAX,
    ...(request.method === undefined ? {} : { method: request.method }),
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  if (outcome.kind === 'failed') return fail(outcome.reason, outcome.message);

  const etag = toValidator(outcome.headers.etag);
  const lastModified = toValidator(outcome.headers['last-modified']);
  if (outcome.status === 304) {
    return { kind: 'unchanged', etag: etag ?? request.etag, lastModified: lastModified ?? request.lastModified };
  }
  const statusReason = toFailureReason(outcome.status);
  if (statusReason === null) {
    const freshSeconds = readMaxAge(outcome.headers['cache-control']);
    return { kind: 'answered', answer: outcome, etag, lastModified, freshSeconds };
  }
  const retryAfterSeconds = parseRetryAfter({ header: outcome.headers['retry-after'], now: deps.clock.now() });
  return fail(statusReason, toStatusMessage(outcome, statusReason), retryAfterSeconds);
}

export function fail(
  reason: FetchFailureReason,
  message: string,
  retryAfterSeconds: number | null = null,
): SourceFailure {
  return { kind: 'failed', reason, message, retryAfterSeconds };
}

/** The host to name in a sentence; the whole URL may hold a secret. */
export function toHost(url: string): string {
  return URL.parse(url)?.host ?? 'The address';
}

function toRequestHeaders(request: AskedRequest): Record<string, string> {
  return {
    accept: request.accept,
    ...(request.etag === null ? {} : { 'if-none-match': request.etag }),
    ...(request.lastModified === null ? {} : { 'if-modified-since': request.lastModified }),
    ...request.headers,
  };
}

/** RFC 9111 section 5.2.2: what must be looked at again each time is never fresh. */
function readMaxAge(header: string | undefined): number | null {
  if (header === undefined || /\bno-(?:cache|store)\b/i.test(header)) return null;
  const seconds = /\bmax-age\s*=\s*"?(\d{1,9})\b/i.exec(header)?.[1];
  return seconds === undefined || Number(seconds) === 0 ? null : Number(seconds);
}

/** What came in a header goes out in one: only what a header may carry, and nothing that a server could abuse. */
function toValidator(header: string | undefined): string | null {
  const value = header?.trim() ?? '';
  return /^[\x20-\x7e]+$/.test(value) && value.length <= VALIDATOR_CHARS_MAX ? value : null;
}

function toFailureReason(status: number): FetchFailureReason | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) return 'not-authorised';
  if (status === 404) return 'not-found';
  if (status === 410) return 'gone';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'server-error';
  return status >= 400 ? 'client-error' : 'not-a-feed';
}

const WAY_OUT: Readonly<Partial<Record<FetchFailureReason, string>>> = {
  'not-authorised': 'it wants a log-in or does not want programs, so use a public address of it.',
  'not-found': 'check the address, it may have moved.',
  gone: 'the source was closed for good, so look for its successor.',
  'rate-limited': 'it was asked too often and is left alone for a while.',
  'server-error': 'it has trouble of its own and is tried again later.',
};

function toStatusMessage(outcome: Answer, reason: FetchFailureReason): string {
  return `${toHost(outcome.url)} answered ${outcome.status}: ${WAY_OUT[reason] ?? 'open the address in a browser and use the one that works.'}`;
}
