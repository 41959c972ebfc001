/** source due → fetched → parsed → deduplicated → document stored. */
import type { Clock } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Http } from '../base/http.ts';
import type { NewId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { Random } from '../base/random.ts';
import { toSite } from '../crawlers/canonical-url.ts';
import { documentKey } from '../crawlers/document-key.ts';
import { planNextCheck, type VisitOutcome } from '../crawlers/plan-next-check.ts';
import { readSource } from '../crawlers/read-source.ts';
import type { SourceReading } from '../crawlers/reader.ts';
import { DEFAULT_READERS } from '../crawlers/readers.ts';
import type { Robots } from '../crawlers/robots.ts';
import type { ParsedDocument } from '../domain/document.ts';
import type { Source } from '../domain/source.ts';
import type { Database } from '../store/database.ts';
import { type NewDocument, recordDocuments } from '../store/documents.ts';
import { ensurePartitions, toMonthKey } from '../store/partitions.ts';
import { claimDueSources, recordSourceVisit, releaseSource, SOURCE_BUCKET_COUNT } from '../store/sources.ts';
import { claimNow, toStartUntil, workOffEach } from './step.ts';

export type CrawlDeps = Readonly<{
  db: Database['db'];
  http: Http;
  robots: Robots;
  clock: Clock;
  random: Random;
  newId: NewId;
  log: Log;
  metrics: Metrics;
  /** Ends the pass between two visits; what was not visited is given back. */
  stopping: AbortSignal;
}>;

const SOURCES_PER_CLAIM = 64;
const BUCKETS_PER_CLAIM = 16;
/** Hosts that are spoken to at once; each of them is asked one thing at a time. */
const HOSTS_AT_ONCE_MAX = 16;
const HOST_GAP_MS = 500;

/** One pass: claims what is due, visits host by host, records each visit as it ends. Returns how many were claimed. */
export async function crawlDueSources(deps: CrawlDeps): Promise<number> {
  const claim = claimNow(deps.clock, SOURCES_PER_CLAIM);
  const sources = await claimAcrossBuckets(deps, claim);
  const startUntil = toStartUntil(claim);
  const each = { atOnceMax: HOSTS_AT_ONCE_MAX, nameOf: ([host]: readonly [string, unknown]) => host };
  await workOffEach([...groupByHost(sources)], each, ([, ofHost]) => visitHost(deps, ofHost, startUntil));
  return sources.length;
}

/** Walks the buckets in groups from a random start, so that workers who claim at the same time meet in few of them. */
async function claimAcrossBuckets(deps: CrawlDeps, claim: ReturnType<typeof claimNow>): Promise<readonly Source[]> {
  const start = Math.floor(deps.random.next() * SOURCE_BUCKET_COUNT);
  const claimed: Source[] = [];
  for (let offset = 0; offset < SOURCE_BUCKET_COUNT && claimed.length < claim.limit; offset += BUCKETS_PER_CLAIM) {
    const buckets = Array.from(
      { length: BUCKETS_PER_CLAIM },
      (_, index) => (start + offset + index) % SOURCE_BUCKET_COUNT,
    );
    claimed.push(...(await claimDueSources(deps.db, { ...claim, buckets, limit: claim.limit - claimed.length })));
  }
  return claimed;
}

async function visitHost(deps: CrawlDeps, sources: readonly Source[], startUntil: Date): Promise<void> {
  const each = { atOnceMax: 1, nameOf: (source: Source) => `source ${source.id}` };
  const isOver = (): boolean => deps.stopping.aborted || deps.clock.now() > startUntil;
  await workOffEach(sources, each, async (source) => {
    if (source !== sources[0] && !isOver()) await deps.clock.sleepMs(HOST_GAP_MS, deps.stopping);
    if (isOver()) await releaseSource(deps.db, source);
    else await visitSource(deps, source);
  });
}

async function visitSource(deps: CrawlDeps, source: Source): Promise<void> {
  const stopTimer = deps.metrics.fetchSeconds.startTimer();
  const read = await readSafely(deps, source);
  stopTimer();
  const { reading, newDocumentCount } = await recordSafely(deps, source, read);
  deps.metrics.fetches.inc({ outcome: reading.kind === 'failed' ? reading.reason : reading.kind });
  if (reading.kind === 'failed') {
    deps.log.warn('source.failed', {
      sourceId: source.id,
      url: source.url,
      reason: reading.reason,
      message: reading.message,
    });
  } else {
    const write = newDocumentCount > 0 ? deps.log.info : deps.log.debug;
    write('source.fetched', { sourceId: source.id, url: source.url, outcome: reading.kind, newDocumentCount });
  }
}

/** A page that breaks our own parser is that source's trouble: it is kept as its reason and stops no other. */
async function readSafely(deps: CrawlDeps, source: Source): Promise<SourceReading> {
  try {
    const waitGap = (): Promise<void> => deps.clock.sleepMs(HOST_GAP_MS, deps.stopping);
    return await readSource(
      { ...deps, waitGap },
      {
        ...source,
        reader: DEFAULT_READERS[source.kind],
        settings: null,
        secret: null,
        readUntil: source.lastSuccessAt,
      },
    );
  } catch (error) {
    return toOwnFault(deps, source, error);
  }
}

/** What the database refuses is that source's trouble too: else it would be read in vain as often as its lease ends. */
async function recordSafely(
  deps: CrawlDeps,
  source: Source,
  reading: SourceReading,
): Promise<Readonly<{ reading: SourceReading; newDocumentCount: number }>> {
  try {
    return { reading, newDocumentCount: await recordVisit(deps, source, reading) };
  } catch (error) {
    const failed = toOwnFault(deps, source, error);
    return { reading: failed, newDocumentCount: await recordVisit(deps, source, failed) };
  }
}

function toOwnFault(deps: CrawlDeps, source: Source, error: unknown): SourceReading {
  const message = toErrorMessage(error);
  const stack = error instanceof Error ? error.stack : undefined;
  deps.log.error('step.failed', { step: 'crawl-due-sources', url: source.url, message, stack });
  const sentence = `Vigie itself failed on this answer (${message}): please report it with the URL.`;
  return { kind: 'failed', reason: 'unreadable', message: sentence, retryAfterSeconds: null };
}

async function recordVisit(deps: CrawlDeps, source: Source, reading: SourceReading): Promise<number> {
  const visitedAt = deps.clock.now();
  await ensureMonth(deps.db, visitedAt);
  return await deps.db.transaction().execute(async (transaction) => {
    const documents = reading.kind === 'read' ? toNewDocuments(source, reading.documents, visitedAt) : [];
    const newDocumentCount =
      documents.length === 0
        ? 0
        : await recordDocuments(transaction, deps, { sourceId: source.id, arrivedAt: visitedAt, documents });
    deps.metrics.documents.inc({ outcome: 'stored' }, newDocumentCount);
    deps.metrics.documents.inc({ outcome: 'known' }, documents.length - newDocumentCount);
    const next = planNextCheck({
      ...toVisitOutcome(source, reading, newDocumentCount),
      retryAfterSeconds: reading.kind === 'failed' ? reading.retryAfterSeconds : null,
      intervalSeconds: source.intervalSeconds,
      now: visitedAt,
      random: deps.random.next(),
    });
    const visit = { sourceId: source.id, visitedAt, ...next };
    await recordSourceVisit(
      transaction,
      reading.kind === 'read'
        ? {
            ...visit,
            kind: 'read',
            title: reading.source.title,
            siteUrl: reading.source.link,
            etag: reading.etag,
            lastModified: reading.lastModified,
            newDocumentCount,
          }
        : { ...visit, ...reading },
    );
    return newDocumentCount;
  });
}

function toVisitOutcome(source: Source, reading: SourceReading, newDocumentCount: number): VisitOutcome {
  if (reading.kind === 'failed') {
    return { outcome: 'failed', reason: reading.reason, failureCount: source.failureCount + 1 };
  }
  return { outcome: newDocumentCount > 0 ? 'new-documents' : 'nothing-new' };
}

/** One per key, each published at or before it arrived: a date in the future is a wrong date, not news from there. */
function toNewDocuments(source: Source, parsed: readonly ParsedDocument[], arrivedAt: Date): readonly NewDocument[] {
  const byKey = new Map<string, NewDocument>();
  for (const document of parsed) {
    const keyHash = documentKey({ sourceUrl: source.url, document });
    const key = Buffer.from(keyHash).toString('hex');
    if (byKey.has(key)) continue;
    const { publishedAt } = document;
    byKey.set(key, {
      keyHash,
      publishedAt: publishedAt === null || publishedAt > arrivedAt ? arrivedAt : publishedAt,
      isPublishedAtKnown: publishedAt !== null,
      isBacklog: publishedAt === null && source.lastSuccessAt === null,
      url: document.url,
      site: toSite(document.url ?? source.url),
      title: document.title,
      text: document.text,
      author: document.author,
    });
  }
  return [...byKey.values()];
}

const ensuredMonths = new WeakMap<Database['db'], Set<string>>();

async function ensureMonth(db: Database['db'], at: Date): Promise<void> {
  const months = ensuredMonths.get(db) ?? new Set<string>();
  ensuredMonths.set(db, months);
  if (months.has(toMonthKey(at))) return;
  await ensurePartitions(db, at);
  months.add(toMonthKey(at));
}

function groupByHost(sources: readonly Source[]): ReadonlyMap<string, readonly Source[]> {
  return Map.groupBy(sources, (source) => URL.parse(source.url)?.host ?? source.url);
}
