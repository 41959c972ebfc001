/** One polite visit to a source: asked with leave, conditionally, within limits, and read by its kind. */
import type { Clock } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Http, HttpOutcome } from '../base/http.ts';
import type { ParsedDocument, ParsedSource } from '../domain/document.ts';
import type { FetchFailureReason, SourceKind } from '../domain/source.ts';
import { type FeedParse, type FetchedBody, parseFeed } from './feeds/parse-feed.ts';
import { parseForum } from './forums/parse-forum.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import type { Robots } from './robots.ts';
import { parseSearchFeed } from './searches/parse-search-feed.ts';

/** What a visit ends in. etag and lastModified are to be sent next time; null where the server gave none. */
export type SourceReading =
  | Readonly<{
      kind: 'read';
      source: ParsedSource;
      /** Those that say something: a title, a text or a link. */
      documents: readonly ParsedDocument[];
      etag: string | null;
      lastModified: string | null;
      /** The address that the source has for good now, as it said by 301 or 308; null where it did not move. */
      movedTo: string | null;
    }>
  | Readonly<{ kind: 'unchanged'; etag: string | null; lastModified: string | null }>
  | Readonly<{
      kind: 'failed';
      reason: FetchFailureReason;
      message: string;
      retryAfterSeconds: number | null;
    }>;

export const FEED_BYTES_MAX = 15 * 1_024 * 1_024;
export const FEED_TIMEOUT_MS = 20_000;
export const FEED_REDIRECTS_MAX = 5;
const VALIDATOR_CHARS_MAX = 1_000;

const ACCEPT: Readonly<Record<SourceKind, string>> = {
  feed: 'application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5',
  search: 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5',
  forum: 'application/atom+xml, application/rss+xml, text/html;q=0.9, application/xhtml+xml;q=0.9, */*;q=0.5',
};

/**
 * Visits a source and says what became of it.
 *
 * robots.txt is asked before, for the address as given and again for where it permanently moved to on the next visit.
 * The answer to a conditional request is trusted: 304 means that nothing was parsed. Validators are taken from an
 * answer only when it was read, so that a feed that broke is asked for whole again.
 *
 * Shape:   source.etag, lastModified: as the last reading gave them; null asks unconditionally.
 * Errors:  none for what the other side does: 'failed' carries one of the closed reasons and a sentence.
 * Source:  RFC 9110 sections 13.1 (conditional), 15 (statuses), 10.2.3 (Retry-After).
 */
export async function readSource(
  deps: Readonly<{ http: Http; robots: Robots; clock: Clock }>,
  source: Readonly<{ url: string; kind: SourceKind; etag: string | null; lastModified: string | null }>,
): Promise<SourceReading> {
  const leave = await deps.robots.isAllowed(source.url);
  if (leave.kind === 'refused') return fail(leave.reason, leave.message);

  const outcome = await deps.http.request({
    url: source.url,
    headers: toRequestHeaders(source),
    timeoutMs: FEED_TIMEOUT_MS,
    bodyBytesMax: FEED_BYTES_MAX,
    redirectCountMax: FEED_REDIRECTS_MAX,
  });
  if (outcome.kind === 'failed') return fail(outcome.reason, outcome.message);

  const etag = toValidator(outcome.headers.etag);
  const lastModified = toValidator(outcome.headers['last-modified']);
  if (outcome.status === 304) {
    return { kind: 'unchanged', etag: etag ?? source.etag, lastModified: lastModified ?? source.lastModified };
  }
  const statusReason = toFailureReason(outcome.status);
  if (statusReason !== null) {
    const retryAfterSeconds = parseRetryAfter({ header: outcome.headers['retry-after'], now: deps.clock.now() });
    return fail(statusReason, toStatusMessage(outcome, statusReason), retryAfterSeconds);
  }

  const parse = await parseByKind(source.kind, {
    body: outcome.body,
    contentType: outcome.headers['content-type'] ?? null,
    url: outcome.url,
  });
  if (parse.kind === 'refused') return fail(parse.reason, parse.message);
  const documents = parse.documents.filter((each) => each.title !== null || each.text !== '' || each.url !== null);
  return { kind: 'read', source: parse.source, documents, etag, lastModified, movedTo: outcome.movedTo };
}

function parseByKind(kind: SourceKind, input: FetchedBody): Promise<FeedParse> {
  switch (kind) {
    case 'feed':
      return parseFeed(input);
    case 'search':
      return parseSearchFeed(input);
    case 'forum':
      return parseForum(input);
    default:
      return assertNever(kind);
  }
}

function toRequestHeaders(
  source: Readonly<{ kind: SourceKind; etag: string | null; lastModified: string | null }>,
): Record<string, string> {
  return {
    accept: ACCEPT[source.kind],
    ...(source.etag === null ? {} : { 'if-none-match': source.etag }),
    ...(source.lastModified === null ? {} : { 'if-modified-since': source.lastModified }),
  };
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

function toStatusMessage(outcome: HttpOutcome & { kind: 'answered' }, reason: FetchFailureReason): string {
  const host = URL.parse(outcome.url)?.host ?? outcome.url;
  return `${host} answered ${outcome.status}: ${WAY_OUT[reason] ?? 'open the address in a browser and use the one that works.'}`;
}

function fail(reason: FetchFailureReason, message: string, retryAfterSeconds: number | null = null): SourceReading {
  return { kind: 'failed', reason, message, retryAfterSeconds };
}
