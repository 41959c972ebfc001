/** source due → fetched → parsed: host by host, each in its turn, many hosts at once. */
import { setMaxListeners } from 'node:events';
import { detectLanguage } from '../analysis/language.ts';
import { wholeTextOf } from '../analysis/whole-text.ts';
import { addMs, DAY_MS, MINUTE_MS, SECOND_MS } from '../base/clock.ts';
import type { Http } from '../base/http.ts';
import type { SecretKey } from '../base/secrets.ts';
import { toSite } from '../crawlers/canonical-url.ts';
import { readSource } from '../crawlers/read-source.ts';
import type { SourceReading } from '../crawlers/reader.ts';
import { READERS } from '../crawlers/readers.ts';
import type { Robots } from '../crawlers/robots.ts';
import type { ParsedDocument } from '../domain/document.ts';
import { openSourceSecret } from '../domain/source-secret.ts';
import {
  type ClaimedSource,
  claimHostTurns,
  type EndedTurn,
  type HostTurn,
  releaseHostTurns,
  renewHostTurn,
} from '../store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../store/hosts.ts';
import type { BrandMatcher } from './brand-matcher.ts';
import { makeGroupCommit } from './group-commit.ts';
import { type InHand, makeInHand } from './in-hand.ts';
import {
  type EndedVisit,
  makeVisitRecorder,
  type RecordDeps,
  type RecordedVisit,
  toOwnFault,
} from './record-visits.ts';
import { claimNow, LEASE_MS, toStartUntil } from './step.ts';
import { visitArticle } from './visit-article.ts';

export type CrawlDeps = RecordDeps &
  Readonly<{
    http: Http;
    robots: Robots;
    secretKey: SecretKey;
    brandMatcher: BrandMatcher;
    /** Ends a turn between two visits; what was not visited stays due. */
    stopping: AbortSignal;
  }>;

/** Hosts that are spoken to at once; each of them is asked one thing at a time. */
const HOSTS_AT_ONCE_MAX = 256;
const HOSTS_PER_CLAIM = 64;
const BUCKETS_PER_CLAIM = 16;
/** Of one host in one turn; the others wait for its next turn, behind everybody who waited longer. */
const PER_TURN = { sourcesPerHostMax: 50, articlesPerHostMax: 20 };
/** A pause that long is kept between two turns as well. */
const REST_MS_MIN = 1_000;
/** After "too many requests" without a time. */
const REFUSED_REST_MS_MIN = MINUTE_MS;
/** Between two requests to one host: its own crawl-delay or published limit, else five times what its last answer took. */
const HOST_GAP_MS_MIN = 100;
const HOST_GAP_MS_MAX = 5_000;
const CRAWL_DELAY_MS_MAX = 60_000;
const GAP_PER_ANSWER_TIME = 5;
const RELEASES_PER_TRANSACTION = 64;

/**
 * Reads what is due, host by host. A slow host keeps its own turn busy and nobody else's: turns begin as long as there
 * is room, and a pass does not wait for those that are under way.
 */
export function makeCrawler(deps: CrawlDeps): InHand {
  const record = makeVisitRecorder(deps);
  const release = makeGroupCommit<EndedTurn, null>({
    countNext: (turns) => Math.min(turns.length, RELEASES_PER_TRANSACTION),
    atOnceMax: 1,
    write: async (turns) => {
      await deps.db.transaction().execute((db) => releaseHostTurns(db, turns, deps.clock.now()));
      return turns.map(() => null);
    },
  });
  // every wait between two requests listens to it
  setMaxListeners(2 * HOSTS_AT_ONCE_MAX, deps.stopping);

  return makeInHand<Readonly<{ turn: HostTurn; startUntil: Date }>>({
    atOnceMax: HOSTS_AT_ONCE_MAX,
    roomMin: 1,
    claim: async (room) => {
      const claim = claimNow(deps.clock, Math.min(HOSTS_PER_CLAIM, room));
      const turns = await claimAcrossBuckets(deps, claim);
      return turns.map((turn) => ({ turn, startUntil: toStartUntil(claim) }));
    },
    work: async ({ turn, startUntil }) => {
      await release(await takeTurn({ ...deps, record }, turn, startUntil));
    },
    nameOf: ({ turn }) => `host ${turn.host}`,
    stopping: deps.stopping,
  });
}

/** One pass, to its end. Returns how many hosts were taken up. */
export async function crawlDueSources(deps: CrawlDeps): Promise<number> {
  const crawler = makeCrawler(deps);
  const turnCount = await crawler.run();
  await crawler.settle();
  return turnCount;
}

/** Walks the buckets in groups from a random start, so that workers who claim at the same time meet in few of them. */
async function claimAcrossBuckets(deps: CrawlDeps, claim: ReturnType<typeof claimNow>): Promise<readonly HostTurn[]> {
  const { now, leasedUntil, limit } = claim;
  const start = Math.floor(deps.random.next() * HOST_BUCKET_COUNT);
  const turns: HostTurn[] = [];
  for (let offset = 0; offset < HOST_BUCKET_COUNT && turns.length < limit; offset += BUCKETS_PER_CLAIM) {
    const buckets = Array.from(
      { length: BUCKETS_PER_CLAIM },
      (_, index) => (start + offset + index) % HOST_BUCKET_COUNT,
    );
    const hostCountMax = limit - turns.length;
    turns.push(...(await claimHostTurns(deps.db, { now, leasedUntil, buckets, hostCountMax, ...PER_TURN })));
  }
  return turns;
}

type TurnDeps = CrawlDeps & Readonly<{ record: (visit: EndedVisit) => Promise<RecordedVisit> }>;

/** How a visit leaves its host: with the pause before the next request, or (restMs) not to be asked again for so long. */
type Pause = Readonly<{ gapMs: number; restMs: number | null }>;

/**
 * One host's turn: its sources and articles one after the other, each recorded as it ends. A host that says "too many
 * requests" ends it: that is said of all its pages. Returns until when the host is to be left in peace; null where the
 * next turn may follow at once.
 */
async function takeTurn(deps: TurnDeps, turn: HostTurn, startUntil: Date): Promise<EndedTurn> {
  const recordings: Promise<void>[] = [];
  const refusals: unknown[] = [];
  const lease = makeLease(deps, turn);
  let pause: Pause = { gapMs: 0, restMs: null };
  const visits = [
    ...turn.sources.map((source) => async (): Promise<Pause> => {
      const askedAt = deps.clock.now();
      const reading = await readSafely({ ...deps, keepLease: lease.keep }, source, pause.gapMs);
      const visitedAt = deps.clock.now();
      // recorded while the next one is asked for
      const recorded = recordAndTell(deps, { source, reading, askedAt, visitedAt }).catch((error: unknown) => {
        refusals.push(error);
      });
      recordings.push(recorded);
      const answerMs = visitedAt.getTime() - askedAt.getTime();
      const asked = { url: source.url, publishedGapMs: findPublishedGapMs(source), answerMs };
      return { gapMs: await findGapMs(deps, asked), restMs: findRestMs(reading) };
    }),
    ...turn.articles.map((article) => async (): Promise<Pause> => {
      const askedAt = deps.clock.now();
      const failure = await visitArticle(deps, article);
      const answerMs = deps.clock.now().getTime() - askedAt.getTime();
      const gapMs = await findGapMs(deps, { url: article.url, publishedGapMs: null, answerMs });
      return { gapMs, restMs: failure === null ? null : findRestMs(failure) };
    }),
  ];
  for (const visit of visits) {
    if (pause.gapMs > 0) await deps.clock.sleepMs(pause.gapMs, deps.stopping);
    if (deps.stopping.aborted || deps.clock.now() > startUntil) break;
    pause = await visit();
    if (pause.restMs !== null) break;
  }
  await Promise.all(recordings);
  if (refusals.length > 0) throw refusals[0];
  const restMs = pause.restMs ?? (pause.gapMs < REST_MS_MIN ? null : pause.gapMs);
  const restUntil = restMs === null ? null : addMs(deps.clock.now(), restMs);
  return { host: turn.host, leasedUntil: lease.until(), restUntil };
}

/** A visit of many pages with long pauses may outlast the lease: it is renewed while the visit goes on. */
function makeLease(deps: CrawlDeps, turn: HostTurn) {
  let until = turn.leasedUntil;
  return {
    until: () => until,
    keep: async (): Promise<void> => {
      const now = deps.clock.now();
      if (until.getTime() - now.getTime() > LEASE_MS / 2) return;
      const renewedUntil = addMs(now, LEASE_MS);
      if (await renewHostTurn(deps.db, { host: turn.host, leasedUntil: until }, renewedUntil)) until = renewedUntil;
    },
  };
}

/** How long a host that was asked too often is not asked for anything; null where it was not. */
function findRestMs(reading: SourceReading): number | null {
  if (reading.kind === 'unchanged') return null;
  const askedMs = (reading.retryAfterSeconds ?? 0) * SECOND_MS;
  const isRefused = reading.kind === 'failed' && reading.reason === 'rate-limited';
  if (!isRefused && askedMs === 0) return null;
  return Math.min(Math.max(askedMs, REFUSED_REST_MS_MIN), DAY_MS);
}

/** Null too for a reader that this version does not know: the visit tells that. */
function findPublishedGapMs(source: ClaimedSource): number | null {
  return Object.hasOwn(READERS, source.reader) ? READERS[source.reader].gapMs : null;
}

/** How long the host is left in peace now: as its rules or its service ask, else longer the longer it took to answer. */
async function findGapMs(
  deps: CrawlDeps,
  asked: Readonly<{ url: string; publishedGapMs: number | null; answerMs: number }>,
): Promise<number> {
  if (asked.publishedGapMs !== null) return Math.max(asked.publishedGapMs, HOST_GAP_MS_MIN);
  const crawlDelayMs = await deps.robots.crawlDelayMs(asked.url);
  const ownMs = Math.min(asked.answerMs * GAP_PER_ANSWER_TIME, HOST_GAP_MS_MAX);
  const wantedMs = crawlDelayMs === null ? ownMs : Math.min(crawlDelayMs, CRAWL_DELAY_MS_MAX);
  return Math.max(wantedMs, HOST_GAP_MS_MIN);
}

async function recordAndTell(deps: TurnDeps, visit: EndedVisit): Promise<void> {
  const { source } = visit;
  const { reading, newDocumentCount } = await deps.record(visit);
  deps.metrics.fetches.inc({ outcome: reading.kind === 'failed' ? reading.reason : reading.kind });
  // the host and not the URL, which may be a secret: whoever has an alert's address can read it
  const told = { sourceId: source.id, host: source.host };
  if (reading.kind === 'failed') {
    deps.log.warn('source.failed', { ...told, reason: reading.reason, message: reading.message });
    return;
  }
  const write = newDocumentCount > 0 ? deps.log.info : deps.log.debug;
  write('source.fetched', { ...told, outcome: reading.kind, newDocumentCount });
}

/** Whether some brand's query finds a document. */
async function makeIsWanted(deps: CrawlDeps): Promise<(document: ParsedDocument) => boolean> {
  const { matcher } = await deps.brandMatcher.current(deps.db);
  return (document) => {
    let language: string | null | undefined;
    const matchable = {
      ...document,
      site: toSite(document.url ?? ''),
      // told once, and only where a query that has its words asks: a stream brings hundreds of documents a second
      get language() {
        if (language === undefined) language = detectLanguage(wholeTextOf(document)).language;
        return language;
      },
    };
    return matcher.match(matchable).length > 0;
  };
}

/** A page that breaks our own reader is that source's trouble: it is kept as its reason and stops no other. */
async function readSafely(
  deps: CrawlDeps & Readonly<{ keepLease: () => Promise<void> }>,
  source: ClaimedSource,
  gapMs: number,
): Promise<SourceReading> {
  const stopTimer = deps.metrics.fetchSeconds.startTimer();
  try {
    const secret = source.secretEncrypted === null ? null : openSourceSecret(deps.secretKey, source.secretEncrypted);
    const { url, reader, etag, lastModified, settings, readUntil } = source;
    const publishedGapMs = findPublishedGapMs(source);
    const waitGap = async (): Promise<void> => {
      const asked = await findGapMs(deps, { url: source.url, publishedGapMs, answerMs: 0 });
      await deps.clock.sleepMs(Math.max(gapMs, asked), deps.stopping);
      await deps.keepLease();
    };
    const wanted = READERS[reader].isFirehose === true ? { isWanted: await makeIsWanted(deps) } : {};
    return await readSource(
      { ...deps, ...wanted, waitGap },
      { url, reader, etag, lastModified, settings, secret, readUntil },
    );
  } catch (error) {
    return toOwnFault(deps, source, error);
  } finally {
    stopTimer();
  }
}
