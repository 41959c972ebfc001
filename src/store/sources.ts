/** Sources: claimed when due, visited elsewhere, and told here what the visit brought. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { FetchFailureReason, Source, SourceKind } from '../domain/source.ts';
import { type Db, UNLEASED } from './database.ts';
import type { Tables } from './tables.ts';

/** Claims go bucket by bucket, so that many workers meet in different pages of the index. */
export const SOURCE_BUCKET_COUNT = 64;

/** What a new source is polled at until its own pace is known. */
const FIRST_INTERVAL_SECONDS = 900;

/**
 * The source of this URL, made and due at once where there was none. Two agencies that name it share it.
 *
 * One that never could be read as what the first of them took it for is read as what the next takes it for. Run it in
 * a transaction: until that ends, no visit is recorded, so that what a visit brings is analysed for the new listener too.
 */
export async function findOrCreateSource(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: Readonly<{ url: string; kind: SourceKind }>,
): Promise<Source> {
  const id = deps.newId();
  await db
    .insertInto('sources')
    .values({
      id,
      bucket: toBucket(id),
      url: input.url,
      kind: input.kind,
      title: null,
      site_url: null,
      next_check_at: deps.now,
      interval_seconds: FIRST_INTERVAL_SECONDS,
      etag: null,
      last_modified: null,
      last_checked_at: null,
      last_success_at: null,
      last_document_at: null,
      last_error_at: null,
      last_error_reason: null,
      last_error_message: null,
      failing_since: null,
      created_at: deps.now,
    })
    .onConflict((conflict) => conflict.column('url').doNothing())
    .execute();
  await db
    .updateTable('sources')
    .set({ kind: input.kind, next_check_at: deps.now })
    .where('url', '=', input.url)
    .where('kind', '<>', input.kind)
    .where('last_success_at', 'is', null)
    .where('failing_since', 'is not', null)
    .execute();
  return toSource(
    await db.selectFrom('sources').selectAll().where('url', '=', input.url).forShare().executeTakeFirstOrThrow(),
  );
}

/**
 * Leases sources that are due and that somebody listens to, the longest overdue of the buckets first.
 *
 * A lease that runs out gives the source back: a worker that was killed loses nothing.
 */
export async function claimDueSources(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number; buckets: readonly number[] }>,
): Promise<readonly Source[]> {
  const rows = await db
    .updateTable('sources')
    .set({ leased_until: claim.leasedUntil })
    .where('id', 'in', (query) =>
      query
        .selectFrom('sources')
        .select('id')
        .where('bucket', '=', sql<number>`any(${claim.buckets}::smallint[])`)
        .where('next_check_at', '<=', claim.now)
        .where('leased_until', '<=', claim.now)
        .where((expression) =>
          expression.exists(
            expression
              .selectFrom('subscriptions')
              .select('subscriptions.id')
              .whereRef('subscriptions.source_id', '=', 'sources.id'),
          ),
        )
        .orderBy('next_check_at')
        .limit(claim.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
  return rows.map(toSource);
}

export type SourceVisit = Readonly<{ sourceId: string; visitedAt: Date; nextCheckAt: Date; intervalSeconds: number }> &
  (
    | Readonly<{
        kind: 'read';
        title: string | null;
        siteUrl: string | null;
        etag: string | null;
        lastModified: string | null;
        newDocumentCount: number;
      }>
    | Readonly<{ kind: 'unchanged'; etag: string | null; lastModified: string | null }>
    | Readonly<{ kind: 'failed'; reason: FetchFailureReason; message: string }>
  );

/** Ends the lease and keeps what the visit told, good or bad. */
export async function recordSourceVisit(db: Db, visit: SourceVisit): Promise<void> {
  const shared = {
    last_checked_at: visit.visitedAt,
    next_check_at: visit.nextCheckAt,
    interval_seconds: visit.intervalSeconds,
    leased_until: UNLEASED,
  };
  await db
    .updateTable('sources')
    .set(visit.kind === 'failed' ? { ...shared, ...toFailure(visit) } : { ...shared, ...toSuccess(visit) })
    .where('id', '=', visit.sourceId)
    .execute();
}

/** Gives a leased source back unvisited, still due. */
export async function releaseSource(db: Db, source: Source): Promise<void> {
  await db.updateTable('sources').set({ leased_until: UNLEASED }).where('id', '=', source.id).execute();
}

/** A source as one agency sees it: with the brands it listens for. */
export type HeardSource = Source & Readonly<{ failingSince: Date | null; subscriptions: readonly HeardSubscription[] }>;

export type HeardSubscription = Readonly<{ id: string; brandId: string | null }>;

/** The sources that the agency listens to, by URL; at most `limit` after the given one. */
export async function listHeardSources(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly HeardSource[]> {
  let query = selectHeard(db, agencyId);
  if (page.after !== null) query = query.where('sources.url', '>', page.after);
  return (await query.orderBy('sources.url').limit(page.limit).execute()).map(toHeardSource);
}

/** Errors: NOT_FOUND, also for a source that exists but that this agency does not listen to. */
export async function getHeardSource(
  db: Db,
  key: Readonly<{ agencyId: string; sourceId: string }>,
): Promise<HeardSource> {
  const row = await selectHeard(db, key.agencyId).where('sources.id', '=', key.sourceId).executeTakeFirst();
  if (row === undefined) {
    throw new AppError('NOT_FOUND', 'The agency listens to no such source: list them at /v1/sources.');
  }
  return toHeardSource(row);
}

/** Makes the source due at the instant, where it is not due before; a worker does the rest. */
export async function requestSourceCheck(db: Db, source: HeardSource, at: Date): Promise<HeardSource> {
  if (source.nextCheckAt <= at) return source;
  await db.updateTable('sources').set({ next_check_at: at }).where('id', '=', source.id).execute();
  return { ...source, nextCheckAt: at };
}

export type BlindSource = Readonly<{ title: string; url: string; since: Date }>;

/** The sources of a brand whose last visit failed, blind the longest first. */
export async function listBlindSources(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  limit: number,
): Promise<readonly BlindSource[]> {
  const rows = await db
    .selectFrom('sources')
    .select(['title', 'url', 'failing_since'])
    .where('failing_since', 'is not', null)
    .where('id', 'in', (query) =>
      query
        .selectFrom('subscriptions')
        .select('source_id')
        .where('agency_id', '=', key.agencyId)
        .where((expression) =>
          expression.or([expression('brand_id', 'is', null), expression('brand_id', '=', key.brandId)]),
        ),
    )
    .orderBy('failing_since')
    .limit(limit)
    .execute();
  return rows.flatMap((row) =>
    row.failing_since === null ? [] : [{ title: row.title ?? row.url, url: row.url, since: row.failing_since }],
  );
}

/** How many of the sources that the agency listens to could not be read at their last visit. */
export async function countBlindSources(db: Db, agencyId: string): Promise<number> {
  const row = await db
    .selectFrom('sources')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('failing_since', 'is not', null)
    .where('id', 'in', (query) =>
      query.selectFrom('subscriptions').select('source_id').where('agency_id', '=', agencyId),
    )
    .executeTakeFirstOrThrow();
  return row.count;
}

/** FNV-1a over the id: any even spread will do, as long as it never changes. */
function toBucket(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0) % SOURCE_BUCKET_COUNT;
}

function toFailure(visit: SourceVisit & Readonly<{ kind: 'failed' }>) {
  return {
    last_error_at: visit.visitedAt,
    last_error_reason: visit.reason,
    last_error_message: visit.message,
    failing_since: sql<Date>`coalesce(failing_since, ${visit.visitedAt})`,
    failure_count: sql<number>`failure_count + 1`,
  };
}

function toSuccess(visit: Exclude<SourceVisit, Readonly<{ kind: 'failed' }>>) {
  return {
    etag: visit.etag,
    last_modified: visit.lastModified,
    last_success_at: visit.visitedAt,
    last_error_reason: null,
    last_error_message: null,
    failing_since: null,
    failure_count: 0,
    ...(visit.kind === 'read'
      ? {
          title: sql<string | null>`coalesce(${visit.title}, title)`,
          site_url: sql<string | null>`coalesce(${visit.siteUrl}, site_url)`,
          ...(visit.newDocumentCount > 0 ? { last_document_at: visit.visitedAt } : {}),
        }
      : {}),
  };
}

function selectHeard(db: Db, agencyId: string) {
  return db
    .selectFrom('sources')
    .innerJoin('subscriptions', 'subscriptions.source_id', 'sources.id')
    .selectAll('sources')
    .select(
      sql<
        readonly HeardSubscription[]
      >`json_agg(json_build_object('id', subscriptions.id, 'brandId', subscriptions.brand_id) order by subscriptions.id)`.as(
        'heard',
      ),
    )
    .where('subscriptions.agency_id', '=', agencyId)
    .groupBy('sources.id');
}

function toHeardSource(
  row: Selectable<Tables['sources']> & Readonly<{ heard: readonly HeardSubscription[] }>,
): HeardSource {
  return { ...toSource(row), failingSince: row.failing_since, subscriptions: row.heard };
}

function toSource(row: Selectable<Tables['sources']>): Source {
  return {
    id: row.id,
    url: row.url,
    kind: row.kind,
    title: row.title,
    siteUrl: row.site_url,
    nextCheckAt: row.next_check_at,
    intervalSeconds: row.interval_seconds,
    etag: row.etag,
    lastModified: row.last_modified,
    lastCheckedAt: row.last_checked_at,
    lastSuccessAt: row.last_success_at,
    lastDocumentAt: row.last_document_at,
    lastErrorAt: row.last_error_at,
    lastErrorReason: row.last_error_reason,
    lastErrorMessage: row.last_error_message,
    failureCount: row.failure_count,
    createdAt: row.created_at,
  };
}
