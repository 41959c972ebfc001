/** What is polled, who listens to it, and what a visit can end in. */
import type { HttpFailureReason } from '../base/http.ts';

export type SourceKind = 'feed' | 'forum' | 'search';

export const SOURCE_KINDS = ['feed', 'forum', 'search'] as const satisfies readonly SourceKind[];

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
