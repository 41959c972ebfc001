/** What is polled, who listens to it, and what a visit can end in. */
import type { HttpFailureReason } from '../base/http.ts';

export type SourceKind = 'feed' | 'forum' | 'search';

export const SOURCE_KINDS = ['feed', 'forum', 'search'] as const satisfies readonly SourceKind[];

/** How a source is read: the key of its file in the crawlers' registry. */
export const READER_NAMES = [
  'feed',
  'forum-page',
  'page-selectors',
  'alert-feed',
  'google-news',
  'gdelt',
  'searxng',
  'mastodon',
  'hacker-news',
  'app-store',
  'discourse',
  'discourse-search',
  'flarum',
  'nodebb',
  'lemmy',
  'stack-exchange',
  'reddit',
  'bluesky',
  'bluesky-stream',
  'json',
] as const;

export type ReaderName = (typeof READER_NAMES)[number];

/** What a source of this kind is read by where nobody named a reader. */
export const DEFAULT_READERS: Readonly<Record<SourceKind, ReaderName>> = {
  feed: 'feed',
  forum: 'forum-page',
  search: 'alert-feed',
};

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

/** A source that may be read instead of one that could not. */
export type SourceProposal = Readonly<{ url: string; reader: ReaderName; title: string }>;

/** When a source speaks, learnt from its own history. Null where there is too little of it. */
export type SourceRhythm = Readonly<{
  /** Usual and longest time between two arrivals, in seconds. */
  gapSeconds: number | null;
  longestGapSeconds: number | null;
  /** How many arrivals it was learnt from, and since when. */
  arrivalCount: number;
  since: Date | null;
  /** By its own habits it should have spoken until then. */
  silentAfter: Date | null;
  /** Usual time between publication and arrival, in seconds. */
  lagSeconds: number | null;
}>;

/** Something polled. Shared by all tenants, unless it is read with one agency's own key or settings. */
export type Source = Readonly<{
  id: string;
  url: string;
  /** With its port: what manners are kept towards. */
  host: string;
  kind: SourceKind;
  reader: ReaderName;
  /** The one agency that may listen; null where all may. */
  ownerAgencyId: string | null;
  settings: ReaderSettings | null;
  /** Whether it is read with a key or cookie; the key itself leaves the store encrypted only. */
  hasSecret: boolean;
  title: string | null;
  siteUrl: string | null;
  /** False: gone for good, or nobody listens any more. */
  isPolled: boolean;
  nextCheckAt: Date;
  intervalSeconds: number;
  wishes: SourceWishes;
  /** The last visit that was read to its end: what was published before is known; null: none was. */
  readUntil: Date | null;
  /** Where its last answer said that it had moved for good; null: nowhere. */
  movedTo: string | null;
  /** Where it was first read, before it moved: it names the entries that have no address of their own. */
  firstUrl: string;
  /** Read faster until then; null: never was. */
  urgentUntil: Date | null;
  rhythm: SourceRhythm;
  /** Its hub has promised to tell of news until then; null: no hub has. */
  hubLeaseUntil: Date | null;
  /** When a visit brought nothing that was known, so that something before it may have been missed; null: never. */
  missedAt: Date | null;
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
  /** What could be listened to instead; empty while it can be read. */
  proposals: readonly SourceProposal[];
  /** Since when every visit failed; null while it can be read. */
  failingSince: Date | null;
  /** Failures in a row; 0 after a success. */
  failureCount: number;
  createdAt: Date;
}>;

/**
 * Whether a source is seen through, and if not, why: never read yet, failing, gone for good, or silent for longer than
 * it ever was.
 */
export type SourceState = 'waiting' | 'reading' | 'failing' | 'silent' | 'gone';

export const SOURCE_STATES = [
  'waiting',
  'reading',
  'failing',
  'silent',
  'gone',
] as const satisfies readonly SourceState[];

/** The state, and since when Vigie is blind there; null where it sees. */
export function toSourceState(
  source: Pick<Source, 'isPolled' | 'failingSince' | 'lastSuccessAt' | 'lastErrorReason' | 'createdAt'> & {
    readonly rhythm: Pick<SourceRhythm, 'silentAfter'>;
  },
  now: Date,
): Readonly<{ state: SourceState; blindSince: Date | null }> {
  if (source.failingSince !== null) {
    const state = !source.isPolled && source.lastErrorReason === 'gone' ? 'gone' : 'failing';
    return { state, blindSince: source.failingSince };
  }
  if (source.lastSuccessAt === null) return { state: 'waiting', blindSince: null };
  const { silentAfter } = source.rhythm;
  if (silentAfter !== null && silentAfter < now) return { state: 'silent', blindSince: silentAfter };
  return { state: 'reading', blindSince: null };
}

/** A source that tells nothing at the moment, as alerts and digests freeze it. */
export type BlindSource = Readonly<{
  title: string;
  url: string;
  /** Missing in what was frozen before silence was noticed: failing. */
  state?: 'failing' | 'silent' | 'gone';
  /** ISO 8601. */
  since: string;
}>;

/** Which source an agency listens to: for all its brands (brandId null) or for one. */
export type Subscription = Readonly<{
  agencyId: string;
  id: string;
  sourceId: string;
  brandId: string | null;
  /** The search that brought it and takes it away again; null: somebody subscribed. */
  searchId: string | null;
  /** The folders that it lay in before it was brought here, outermost first. */
  tags: readonly string[];
  /** The articles behind a feed's teasers are read too. */
  wantsFullText: boolean;
  createdAt: Date;
}>;
