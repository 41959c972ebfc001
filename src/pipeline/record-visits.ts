/** What visits brought → stored: documents and the sources' state, many visits in one transaction. */
import { createHash } from 'node:crypto';
import { addMs, type Clock } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { Random } from '../base/random.ts';
import { toSite } from '../crawlers/canonical-url.ts';
import { documentKeys } from '../crawlers/document-key.ts';
import { learnRhythm } from '../crawlers/learn-rhythm.ts';
import { planNextCheck, type VisitOutcome } from '../crawlers/plan-next-check.ts';
import type { SourceReading } from '../crawlers/reader.ts';
import type { Source } from '../domain/source.ts';
import { orderArticleVisits } from '../store/article-visits.ts';
import type { Database } from '../store/database.ts';
import { type HeardDocument, type NewDocument, recordDocuments } from '../store/documents.ts';
import { ensurePartitions, toMonthKey } from '../store/partitions.ts';
import { moveSource } from '../store/source-pace.ts';
import { recordSourceVisits, type SourceVisit } from '../store/sources.ts';
import { followHubs, isPushed } from './follow-hubs.ts';
import { makeGroupCommit } from './group-commit.ts';

export type RecordDeps = Readonly<{
  db: Database['db'];
  clock: Clock;
  random: Random;
  newId: NewId;
  log: Log;
  metrics: Metrics;
  config: Readonly<{ retentionMonths: number; publicUrl: string }>;
}>;

export type EndedVisit = Readonly<{
  askedAt: Date;
  source: Source & Readonly<{ isFullTextWanted: boolean }>;
  reading: SourceReading;
  visitedAt: Date;
}>;

export type RecordedVisit = Readonly<{ reading: SourceReading; newDocumentCount: number }>;

const VISITS_PER_TRANSACTION = 64;
const DOCUMENTS_PER_TRANSACTION = 2_000;
/** Two of the pool's connections: while one waits for the disk, the next batch is being sent. */
const TRANSACTIONS_AT_ONCE = 2;
/** So many new ones and not one known: what came before them may have dropped out of the source already. */
const MISSED_COUNT_MIN = 5;
/** A name has at most 253 characters, and a port behind it. */
const HOST_CHARS_MAX = 259;
/** As for a subscription's own URL: an index holds no more than 2,704 bytes. */
const MOVED_URL_CHARS_MAX = 2_048;

/**
 * Records visits, many in one transaction. What the database refuses alone is recorded as that source's trouble, and
 * stops no other.
 *
 * Errors:  the returned function rejects where not even that can be stored: the database is away.
 */
export function makeVisitRecorder(deps: RecordDeps): (visit: EndedVisit) => Promise<RecordedVisit> {
  const record = makeGroupCommit<EndedVisit, number>({
    countNext: countNextVisits,
    atOnceMax: TRANSACTIONS_AT_ONCE,
    write: (visits) => recordTogether(deps, visits),
  });
  return async (visit) => {
    try {
      // once more where two met: of two sources that move to one address at once, the second finds the first there
      const recorded = record(visit).catch(() => record(visit));
      return { reading: visit.reading, newDocumentCount: await recorded };
    } catch (error) {
      const reading = toOwnFault(deps, visit.source, error);
      return { reading, newDocumentCount: await record({ ...visit, reading }) };
    }
  };
}

function countNextVisits(visits: readonly EndedVisit[]): number {
  let documentCount = 0;
  let visitCount = 0;
  for (const { reading } of visits) {
    documentCount += reading.kind === 'read' ? reading.documents.length : 0;
    if (visitCount >= VISITS_PER_TRANSACTION || documentCount > DOCUMENTS_PER_TRANSACTION) break;
    visitCount += 1;
  }
  return visitCount;
}

/** A page that breaks Vigie itself is that source's trouble: it is told, kept as its reason, and stops no other. */
export function toOwnFault(deps: Pick<RecordDeps, 'log'>, source: Source, error: unknown): SourceReading {
  const message = toErrorMessage(error);
  const stack = error instanceof Error ? error.stack : undefined;
  deps.log.error('step.failed', { step: 'crawl-due-sources', sourceId: source.id, message, stack });
  const sentence = `Vigie itself failed on this answer (${message}): please report it with the URL.`;
  return { kind: 'failed', reason: 'unreadable', message: sentence, retryAfterSeconds: null };
}

const NOTHING_NEW = { stored: [], heard: [] };

/** Returns how many new documents each visit brought, in the visits' order. */
async function recordTogether(deps: RecordDeps, visits: readonly EndedVisit[]): Promise<readonly number[]> {
  const arrivedAt = deps.clock.now();
  await ensureMonth(deps.db, arrivedAt);
  const keptFrom = new Date(
    Date.UTC(arrivedAt.getUTCFullYear(), arrivedAt.getUTCMonth() - deps.config.retentionMonths),
  );
  const told = visits.map((visit) => toNewDocuments(visit, { arrivedAt, keptFrom }));
  const newCounts = await deps.db.transaction().execute(async (transaction) => {
    const documents = told.flat();
    const { stored, heard } =
      documents.length === 0
        ? NOTHING_NEW
        : await recordDocuments(transaction, deps, { arrivedAt, keptFrom, documents });
    const heardBySource = Map.groupBy(heard, ({ sourceId }) => sourceId);
    const ended = visits.map((visit, index) =>
      toSourceVisit(deps, visit, {
        toldCount: told[index]?.length ?? 0,
        heard: heardBySource.get(visit.source.id) ?? [],
      }),
    );
    await recordSourceVisits(transaction, ended);
    await followHubs(transaction, deps, visits, arrivedAt);
    for (const { source, toUrl } of visits.flatMap(toMove)) {
      await moveSource(transaction, source, toUrl);
      deps.log.info('source.moved', { sourceId: source.id, host: source.host, toHost: new URL(toUrl).host });
    }
    await orderArticleVisits(transaction, listArticles(visits, heard), arrivedAt);
    const storedBySource = Map.groupBy(stored, ({ sourceId }) => sourceId);
    return visits.map(({ source }) => storedBySource.get(source.id)?.length ?? 0);
  });
  const newCount = newCounts.reduce((sum, count) => sum + count, 0);
  deps.metrics.documents.inc({ outcome: 'stored' }, newCount);
  deps.metrics.documents.inc({ outcome: 'known' }, told.flat().length - newCount);
  return newCounts;
}

function toSourceVisit(
  deps: RecordDeps,
  visit: EndedVisit,
  brought: Readonly<{ toldCount: number; heard: readonly HeardDocument[] }>,
): SourceVisit {
  const { source, reading, askedAt, visitedAt } = visit;
  // what another source told first is news of this one all the same
  const newDocumentCount = brought.heard.length;
  const isFirst = source.lastSuccessAt === null;
  const isAllNew = newDocumentCount >= MISSED_COUNT_MIN && newDocumentCount === brought.toldCount;
  const mayHaveMissed = reading.kind === 'read' && !isFirst && newDocumentCount > 0 && (isAllNew || !reading.isWhole);
  const rhythm =
    reading.kind === 'read' && newDocumentCount > 0
      ? learnRhythm({
          rhythm: source.rhythm,
          lastDocumentAt: source.lastDocumentAt,
          visitedAt,
          publishedAts: brought.heard
            .filter(({ isPublishedAtKnown }) => isPublishedAtKnown)
            .map(({ publishedAt }) => publishedAt),
        })
      : source.rhythm;
  const plan = {
    ...toVisitOutcome(source, reading, { newDocumentCount, mayHaveMissed }),
    kind: source.kind,
    intervalSeconds: source.intervalSeconds,
    gapSeconds: rhythm.gapSeconds,
    wishes: reading.kind === 'read' ? reading.wishes : source.wishes,
    urgentUntil: source.urgentUntil,
    isPushed: isPushed(deps.config, source, visitedAt),
    retryAfterSeconds: reading.kind === 'unchanged' ? null : (reading.retryAfterSeconds ?? null),
    now: visitedAt,
    random: deps.random.next(),
  };
  const urgently = planNextCheck({ ...plan, urgentUntil: addMs(visitedAt, 1) });
  const shared = {
    sourceId: source.id,
    askedAt,
    visitedAt,
    ...planNextCheck(plan),
    nextCheckIfUrgentAt: urgently.nextCheckAt,
  };
  if (reading.kind === 'unchanged') return { ...shared, ...reading };
  if (reading.kind === 'failed') return { ...shared, ...reading, proposals: reading.proposals ?? [] };
  const { etag, lastModified, wishes, movedTo, isWhole } = reading;
  const { title, link: siteUrl } = reading.source;
  const read = {
    title,
    siteUrl,
    etag,
    lastModified,
    wishes,
    movedTo,
    rhythm,
    newDocumentCount,
    isWhole,
    mayHaveMissed,
  };
  return { ...shared, ...read, kind: 'read' };
}

function toVisitOutcome(
  source: Source,
  reading: SourceReading,
  brought: Readonly<{ newDocumentCount: number; mayHaveMissed: boolean }>,
): VisitOutcome {
  if (reading.kind === 'failed') {
    const { failureCount, lastErrorReason: previousReason } = source;
    return { outcome: 'failed', reason: reading.reason, failureCount: failureCount + 1, previousReason };
  }
  if (brought.mayHaveMissed) return { outcome: 'may-have-missed' };
  return { outcome: brought.newDocumentCount > 0 ? 'new-documents' : 'nothing-new' };
}

/** What the sources brought for their first time and somebody wants to have read whole. */
function listArticles(visits: readonly EndedVisit[], heard: readonly HeardDocument[]) {
  const wantedIds = new Set(visits.filter(({ source }) => source.isFullTextWanted).map(({ source }) => source.id));
  return heard.flatMap(({ id, sourceId, arrivedAt, url }) =>
    url === null || !wantedIds.has(sourceId) || (URL.parse(url)?.host.length ?? 0) > HOST_CHARS_MAX
      ? []
      : [{ id, arrivedAt, url }],
  );
}

/** Believed when it was said twice in a row and read there both times: a site under repair redirects once. */
function toMove({ source, reading }: EndedVisit): readonly Readonly<{ source: Source; toUrl: string }>[] {
  if (reading.kind !== 'read' || reading.movedTo === null || reading.movedTo !== source.movedTo) return [];
  const toUrl = URL.parse(reading.movedTo);
  if (toUrl === null || toUrl.href.length > MOVED_URL_CHARS_MAX) return [];
  // a key is for the site that it was given for: who gave it decides whether another may have it
  if (source.hasSecret && !isSameSite(new URL(source.url), toUrl)) return [];
  toUrl.hash = '';
  return [{ source, toUrl: toUrl.href }];
}

/** The same origin, or the same name made safer. */
function isSameSite(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  return from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:' && to.port === '';
}

/**
 * One per key, each published at or before it arrived: a date in the future is a wrong date, not news from there. What
 * is older than the retention is not stored: its key is forgotten, it would be news again every month.
 */
function toNewDocuments(
  visit: EndedVisit,
  { arrivedAt, keptFrom }: Readonly<{ arrivedAt: Date; keptFrom: Date }>,
): readonly NewDocument[] {
  const { source, reading } = visit;
  if (reading.kind !== 'read') return [];
  const byKey = new Map<string, NewDocument>();
  const keys = documentKeys({ sourceUrl: source.firstUrl, documents: reading.documents });
  for (const [index, document] of reading.documents.entries()) {
    const { publishedAt } = document;
    const naturalKey = keys[index];
    if (naturalKey === undefined || (publishedAt !== null && publishedAt < keptFrom)) continue;
    const keyHash = toOwnKey(source, naturalKey);
    const key = Buffer.from(keyHash).toString('base64');
    if (byKey.has(key)) continue;
    const site = toSite(document.url ?? source.url);
    byKey.set(key, {
      keyHash,
      sourceId: source.id,
      isOwnSite: site === toSite(source.url),
      publishedAt: publishedAt === null || publishedAt > arrivedAt ? arrivedAt : publishedAt,
      isPublishedAtKnown: publishedAt !== null,
      isBacklog: publishedAt === null && source.lastSuccessAt === null,
      url: document.url,
      site,
      title: document.title,
      text: document.text,
      author: document.author,
      type: document.type ?? null,
    });
  }
  return [...byKey.values()];
}

/** What was read with one agency's key is that agency's: it must not become the text that others see of the same page. */
function toOwnKey(source: Source, keyHash: Uint8Array): Uint8Array {
  if (source.ownerAgencyId === null) return keyHash;
  return createHash('sha256').update(keyHash).update(source.ownerAgencyId).digest();
}

const ensuredMonths = new WeakMap<Database['db'], Set<string>>();

async function ensureMonth(db: Database['db'], at: Date): Promise<void> {
  const months = ensuredMonths.get(db) ?? new Set<string>();
  ensuredMonths.set(db, months);
  if (months.has(toMonthKey(at))) return;
  await ensurePartitions(db, at);
  months.add(toMonthKey(at));
}
