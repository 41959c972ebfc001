/** What every way of reading a source is: a visit in, documents or the reason why there are none out. */
import type { Clock } from '../base/clock.ts';
import type { Http } from '../base/http.ts';
import type { ParsedDocument, ParsedSource } from '../domain/document.ts';
import type {
  FetchFailureReason,
  ReaderName,
  ReaderSettings,
  SourceKind,
  SourceProposal,
  SourceSecret,
  SourceWishes,
} from '../domain/source.ts';

/** A source as its reader sees it. */
export type SourceToRead = Readonly<{
  url: string;
  /** As the last reading gave them; null asks unconditionally. */
  etag: string | null;
  lastModified: string | null;
  settings: ReaderSettings | null;
  secret: SourceSecret | null;
  /** The last visit that was read to its end: what was published before it is known. Null at the first visit. */
  readUntil: Date | null;
}>;

/** What a visit ends in. etag and lastModified are to be sent next time; null where the server gave none. */
export type SourceReading =
  | Readonly<{
      kind: 'read';
      source: ParsedSource;
      /** Those that say something: a title, a text or a link. Newest first or last: the order says nothing. */
      documents: readonly ParsedDocument[];
      wishes: SourceWishes;
      etag: string | null;
      lastModified: string | null;
      /** The address that the source has for good now, as it said by 301 or 308; null where it did not move. */
      movedTo: string | null;
      /** False where a page limit ended the reading before it met what was known: something may be missing. */
      isWhole: boolean;
      /** Where a later page was refused with a time: nobody asks before. */
      retryAfterSeconds?: number | null;
    }>
  | Readonly<{ kind: 'unchanged'; etag: string | null; lastModified: string | null }>
  | SourceFailure;

export type SourceFailure = Readonly<{
  kind: 'failed';
  reason: FetchFailureReason;
  /** One sentence: what happened and the way out. Never holds a secret or the whole URL. */
  message: string;
  retryAfterSeconds: number | null;
  /** Where the answer was a page: what could be listened to instead. */
  proposals?: readonly SourceProposal[];
}>;

export type ReaderDeps = Readonly<{
  http: Http;
  clock: Clock;
  /** Whether anybody wants to hear of it: for a stream of everything that everybody says. Left out: everything. */
  isWanted?: (document: ParsedDocument) => boolean;
  /** Waits as long as the host's manners ask between two requests of one visit. */
  waitGap: () => Promise<void>;
}>;

export type Reader = Readonly<{
  name: ReaderName;
  kind: SourceKind;
  /**
   * Whether robots.txt decides: yes for pages and feeds; no for an API, which is made for programs and has its own
   * published limits, and for a feed that a service made for this one person to give to a program.
   */
  isRobotsAsked: boolean;
  /** The shortest time between two requests to the service, where it publishes one; else null. */
  gapMs: number | null;
  /** It hears everybody, and brings only what is wanted. */
  isFirehose?: true;
  /** Names of the secret's parts that it cannot do without. */
  secretNames: readonly string[];
  /** Errors: none for what the other side does. */
  read: (deps: ReaderDeps, source: SourceToRead) => Promise<SourceReading>;
}>;
