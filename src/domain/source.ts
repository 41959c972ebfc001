/** What is polled, who listens to it, and what a visit can end in. */
import type { HttpFailureReason } from '../base/http.ts';

export type SourceKind = 'feed' | 'forum' | 'search';

export const SOURCE_KINDS = ['feed', 'forum', 'search'] as const satisfies readonly SourceKind[];

/** How a source is read: the key of its file in the crawlers' registry. */
export const READER_NAMES = ['feed', 'forum-page', 'alert-feed'] as const;

export type ReaderName = (typeof READER_NAMES)[number];

/** What a reader is told besides the URL (selectors, names of fields): its own JSON, checked by itself. */
export type ReaderSettings = Readonly<Record<string, unknown>>;

/** What opens a source that is not public, by the reader's own names: a cookie, a key. Never logged, encrypted at rest. */
export type SourceSecret = Readonly<Record<string, string>>;

/** When and how a source itself wishes to be read. */
export type SourceWishes = Readonly<{
  /** The shortest time between two visits, in seconds (RSS ttl, Cache-Control); null where it said nothing. */
  intervalSecondsMin: number | null;
  /** Hours of the day (0 to 23, UTC) and days of the week (1 Monday to 7 Sunday) in which it asks not to be read. */
  skipHours: readonly number[];
  skipDays: readonly number[];
  /** Where it tells of news by itself (WebSub), and under which name; null where it does not. */
  hub: Readonly<{ hubUrl: string; topicUrl: string }> | null;
}>;

export const NO_WISHES: SourceWishes = { intervalSecondsMin: null, skipHours: [], skipDays: [], hub: null };

/** Why a visit brought nothing: stored on the source, logged, and the label of the metric. */
export type FetchFailureReason =
  | HttpFailureReason
  | 'robots-refused' // robots.txt asks us not to read it
  | 'not-authorised' // 401, 403
  | 'not-found' // 404
  | 'gone' // 410: for good
  | 'rate-limited' // 429
  | 'client-error' // any other 4xx
  | 'server-error' // 5xx
  | 'secret-missing' // the service wants a key or cookie, and none was given
  | 'settings-invalid' // what the reader was told (selectors, fields) cannot be used
  | 'not-a-feed' // the answer is no feed, forum page or search answer that we can read
  | 'unreadable'; // it began like one and then broke

export const FETCH_FAILURE_REASONS = [
  'address-refused',
  'robots-refused',
  'host-unknown',
  'connection-failed',
  'timed-out',
  'too-large',
  'encoding-unreadable',
  'too-many-redirects',
  'not-authorised',
  'not-found',
  'gone',
  'rate-limited',
  'client-error',
  'server-error',
  'secret-missing',
  'settings-invalid',
  'not-a-feed',
  'unreadable',
] as const satisfies readonly FetchFailureReason[];

/** Something polled. Shared by all tenants: one URL is one source and is fetched once. */
export type Source = Readonly<{
  id: string;
  url: string;
  kind: SourceKind;
  title: string | null;
  siteUrl: string | null;
  nextCheckAt: Date;
  intervalSeconds: number;
  etag: string | null;
  lastModified: string | null;
  lastCheckedAt: Date | null;
  lastSuccessAt: Date | null;
  /** When it last brought something new; null until then. */
  lastDocumentAt: Date | null;
  lastErrorAt: Date | null;
  lastErrorReason: FetchFailureReason | null;
  /** A sentence for a person; null when the last visit succeeded. */
  lastErrorMessage: string | null;
  /** Failures in a row; 0 after a success. */
  failureCount: number;
  createdAt: Date;
}>;

/** Which source an agency listens to: for all its brands (brandId null) or for one. */
export type Subscription = Readonly<{
  agencyId: string;
  id: string;
  sourceId: string;
  brandId: string | null;
  createdAt: Date;
}>;
