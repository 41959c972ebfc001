/** Sources: made, told what a visit brought, and shown to who listens. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import {
  type FetchFailureReason,
  NO_WISHES,
  type ReaderName,
  type ReaderSettings,
  type Source,
  type SourceKind,
  type SourceProposal,
  type SourceRhythm,
  type SourceWishes,
  type Subscription,
} from '../domain/source.ts';
import { type Db, toJsonb } from './database.ts';
import { bringTurnForward } from './hosts.ts';
import type { Tables } from './tables.ts';

/** What a new source is polled at until its own pace is known. */
const FIRST_INTERVAL_SECONDS = 900;

export type NewSource = Readonly<{
  url: string;
  kind: SourceKind;
  reader: ReaderName;
  /** For a source that is read with one agency's own key or settings: it alone may listen. Null keeps what is there. */
  owner: Readonly<{ agencyId: string; settings: ReaderSettings | null; secretEncrypted: Uint8Array | null }> | null;
}>;

/**
 * The source of this URL, made and due at once where there was none. Two agencies that name it share it; one with a key
 * or settings of its own is its owner's.
 *
 * One that never could be read as what the first of them took it for is read as what the next takes it for; one that is
 * no longer polled is polled again. Run it in a transaction: until that ends, no visit is recorded, so that what a visit
 * brings is analysed for the new listener too.
 */
export async function findOrCreateSource(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewSource,
): Promise<Source> {
  const { owner } = input;
  await db
    .insertInto('sources')
    .values({ ...NEVER_VISITED, ...toNewRow(input), id: deps.newId(), next_check_at: deps.now, created_at: deps.now })
    .onConflict((conflict) => conflict.columns(['url', 'owner_agency_id']).doNothing())
    .execute();
  const wanted = (owner_agency_id: string | null) =>
    sql<boolean>`url = ${input.url} and owner_agency_id is not distinct from ${owner_agency_id}`;
  // before anything is looked at: somebody may be about to stop polling it because nobody listens yet
  await db
    .selectFrom('sources')
    .select('id')
    .where(wanted(owner?.agencyId ?? null))
    .forNoKeyUpdate()
    .execute();
  await db
    .updateTable('sources')
    .set({ kind: input.kind, reader: input.reader, next_check_at: soonest(deps.now) })
    .where(wanted(owner?.agencyId ?? null))
    .where((expression) =>
      expression.or([expression('kind', '<>', input.kind), expression('reader', '<>', input.reader)]),
    )
    .where('last_success_at', 'is', null)
    // only what it was taken for was wrong: a site in trouble is read as before when it is back
    .where('last_error_reason', 'in', ['not-a-feed', 'unreadable', 'settings-invalid'])
    .execute();
  await db
    .updateTable('sources')
    .set({ is_polled: true, next_check_at: soonest(deps.now) })
    .where(wanted(owner?.agencyId ?? null))
    .where('is_polled', '=', false)
    .execute();
  if (owner !== null && (owner.settings !== null || owner.secretEncrypted !== null)) {
    await db
      .updateTable('sources')
      .set({
        kind: input.kind,
        reader: input.reader,
        ...(owner.settings === null ? {} : { settings: toJsonb(owner.settings) }),
        ...(owner.secretEncrypted === null ? {} : { secret_encrypted: Buffer.from(owner.secretEncrypted) }),
        ...toReadAnew(deps.now),
        next_check_at: soonest(deps.now),
      })
      .where(wanted(owner.agencyId))
      .execute();
  }
  const row = await db
    .selectFrom('sources')
    .selectAll()
    .where(wanted(owner?.agencyId ?? null))
    .executeTakeFirstOrThrow();
  await bringTurnForward(db, row.host, row.next_check_at);
  return toSource(row);
}

/** With another key or other settings: "unchanged since" was said to the old ones, and so is what a visit in hand brings. */
export function toReadAnew(now: Date) {
  return { etag: null, last_modified: null, reset_at: now };
}

/** A minute after the last visit, and not before a site in trouble asked for: subscribing anew is no way around that. */
function soonest(now: Date) {
  return sql<Date>`case when last_error_reason in ('rate-limited', 'server-error') then greatest(next_check_at, ${now})
    else greatest(${now}, last_checked_at + interval '1 minute') end`;
}

export type SourceVisit = Readonly<{
  sourceId: string;
  /** When it began: a key that was changed since was not used in it. */
  askedAt: Date;
  visitedAt: Date;
  nextCheckAt: Date;
  /** In the place of nextCheckAt where the source was hurried while it was being visited. */
  nextCheckIfUrgentAt: Date;
  intervalSeconds: number;
  isPolled: boolean;
}> &
  (
    | Readonly<{
        kind: 'read';
        title: string | null;
        siteUrl: string | null;
        etag: string | null;
        lastModified: string | null;
        wishes: SourceWishes;
        movedTo: string | null;
        rhythm: SourceRhythm;
        newDocumentCount: number;
        /** Read to what was known, or as far as there is. */
        isWhole: boolean;
        mayHaveMissed: boolean;
      }>
    | Readonly<{ kind: 'unchanged'; etag: string | null; lastModified: string | null }>
    | Readonly<{
        kind: 'failed';
        reason: FetchFailureReason;
        message: string;
        proposals: readonly SourceProposal[];
      }>
  );

/**
 * Keeps what visits told, good or bad, in one statement. What a visit could not read to its end is looked for again for a
 * day; then it is given up, and `missed_at` has told it.
 *
 * Run it in the transaction that stores what they brought.
 */
export async function recordSourceVisits(db: Db, visits: readonly SourceVisit[]): Promise<void> {
  if (visits.length === 0) return;
  // locked in one order: another worker may record visits of the same sources when a lease ran out
  await sql`
    with visits as (select * from jsonb_to_recordset(${JSON.stringify(visits.map(toVisitRow))}::jsonb) as visit (
      id uuid, kind text, asked_at timestamptz, visited_at timestamptz, next_check_at timestamptz, next_check_if_urgent_at timestamptz, interval_seconds int, is_polled boolean,
      etag text, last_modified text, reason text, message text, title text, site_url text, wishes jsonb, moved_to text,
      gap_seconds double precision, longest_gap_seconds double precision, arrival_count int, rhythm_since timestamptz, silent_after timestamptz,
      lag_seconds double precision, has_new boolean, is_whole boolean, may_have_missed boolean, proposals jsonb
    )), locked as (
      select sources.id from sources join visits using (id) order by sources.id for update of sources
    )
    update sources set
      last_checked_at = visit.visited_at,
      next_check_at = case when sources.reset_at > visit.asked_at then sources.next_check_at
        when sources.urgent_until > visit.visited_at
        then least(visit.next_check_at, visit.next_check_if_urgent_at) else visit.next_check_at end,
      interval_seconds = visit.interval_seconds,
      is_polled = visit.is_polled,
      last_error_at = case visit.kind when 'failed' then visit.visited_at else last_error_at end,
      last_error_reason = visit.reason, last_error_message = visit.message,
      failing_since = case visit.kind when 'failed' then coalesce(failing_since, visit.visited_at) end,
      failure_count = case visit.kind when 'failed' then failure_count + 1 else 0 end,
      last_success_at = case visit.kind when 'failed' then last_success_at else visit.visited_at end,
      etag = case when sources.reset_at > visit.asked_at then null when visit.kind = 'failed' then sources.etag
        else visit.etag end,
      last_modified = case when sources.reset_at > visit.asked_at then null when visit.kind = 'failed'
        then sources.last_modified else visit.last_modified end,
      title = coalesce(visit.title, sources.title), site_url = coalesce(visit.site_url, sources.site_url),
      wishes = coalesce(visit.wishes, sources.wishes),
      moved_to = case visit.kind when 'read' then visit.moved_to else sources.moved_to end,
      gap_seconds = case visit.kind when 'read' then visit.gap_seconds else sources.gap_seconds end,
      longest_gap_seconds = case visit.kind when 'read' then visit.longest_gap_seconds else sources.longest_gap_seconds end,
      arrival_count = coalesce(visit.arrival_count, sources.arrival_count),
      rhythm_since = coalesce(visit.rhythm_since, sources.rhythm_since),
      silent_after = case visit.kind when 'read' then visit.silent_after else sources.silent_after end,
      lag_seconds = case visit.kind when 'read' then visit.lag_seconds else sources.lag_seconds end,
      proposals = visit.proposals,
      read_until = case
        when visit.kind = 'unchanged' or visit.is_whole then visit.visited_at
        when visit.kind = 'read' then greatest(read_until, visit.visited_at - interval '1 day')
        else read_until end,
      last_document_at = case when visit.has_new then visit.visited_at else last_document_at end,
      missed_at = case when visit.may_have_missed then visit.visited_at else missed_at end
    from visits as visit join locked using (id) where sources.id = locked.id`.execute(db);
}

/** One visit outside a turn: for who records by hand. */
export async function recordSourceVisit(db: Db, visit: SourceVisit): Promise<void> {
  await recordSourceVisits(db, [visit]);
}

/** A source as one agency sees it: with the brands it listens for. */
export type HeardSource = Source & Readonly<{ subscriptions: readonly HeardSubscription[] }>;

export type HeardSubscription = Pick<Subscription, 'id' | 'brandId' | 'searchId' | 'tags' | 'wantsFullText'>;

/** By address; an agency may read one address with its own key and without. */
const POSITION = sql<string>`sources.url || ' ' || sources.id`;

export function toSourcePosition(source: Pick<Source, 'id' | 'url'>): string {
  return `${source.url} ${source.id}`;
}

/** The sources that the agency listens to, by URL; at most `limit` after the given position. */
export async function listHeardSources(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly HeardSource[]> {
  let query = selectHeard(db, agencyId);
  if (page.after !== null) query = query.where(POSITION, '>', page.after);
  return (await query.orderBy(POSITION).limit(page.limit).execute()).map(toHeardSource);
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
  if (source.isPolled && source.nextCheckAt <= at) return source;
  await db.updateTable('sources').set({ next_check_at: at, is_polled: true }).where('id', '=', source.id).execute();
  await bringTurnForward(db, source.host, at);
  return { ...source, nextCheckAt: at, isPolled: true };
}

const NEVER_VISITED = {
  title: null,
  site_url: null,
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
  secret_encrypted: null,
  wishes: null,
  read_until: null,
  reset_at: null,
  proposals: null,
  moved_to: null,
  first_url: null,
  urgent_until: null,
  gap_seconds: null,
  longest_gap_seconds: null,
  rhythm_since: null,
  silent_after: null,
  lag_seconds: null,
  missed_at: null,
} as const;

function toNewRow(input: NewSource) {
  const { url, kind, reader, owner } = input;
  const settings = owner?.settings ?? null;
  return {
    url,
    kind,
    reader,
    owner_agency_id: owner?.agencyId ?? null,
    settings: settings === null ? null : toJsonb(settings),
  };
}

function toVisitRow(visit: SourceVisit) {
  const shared = {
    id: visit.sourceId,
    kind: visit.kind,
    asked_at: visit.askedAt,
    visited_at: visit.visitedAt,
    next_check_at: visit.nextCheckAt,
    next_check_if_urgent_at: visit.nextCheckIfUrgentAt,
    interval_seconds: visit.intervalSeconds,
    is_polled: visit.isPolled,
  };
  switch (visit.kind) {
    case 'failed':
      return {
        ...shared,
        reason: visit.reason,
        message: visit.message,
        ...(visit.proposals.length === 0 ? {} : { proposals: visit.proposals }),
      };
    case 'unchanged':
      return { ...shared, etag: visit.etag, last_modified: visit.lastModified };
    case 'read':
      return {
        ...shared,
        etag: visit.etag,
        last_modified: visit.lastModified,
        title: visit.title,
        site_url: visit.siteUrl,
        wishes: visit.wishes,
        moved_to: visit.movedTo,
        gap_seconds: visit.rhythm.gapSeconds,
        longest_gap_seconds: visit.rhythm.longestGapSeconds,
        arrival_count: visit.rhythm.arrivalCount,
        rhythm_since: visit.rhythm.since,
        silent_after: visit.rhythm.silentAfter,
        lag_seconds: visit.rhythm.lagSeconds,
        has_new: visit.newDocumentCount > 0,
        is_whole: visit.isWhole,
        may_have_missed: visit.mayHaveMissed,
      };
  }
}

function selectHeard(db: Db, agencyId: string) {
  return db
    .selectFrom('sources')
    .innerJoin('subscriptions', 'subscriptions.source_id', 'sources.id')
    .selectAll('sources')
    .select(
      sql<
        readonly HeardSubscription[]
      >`json_agg(json_build_object('id', subscriptions.id, 'brandId', subscriptions.brand_id,
        'searchId', subscriptions.search_id, 'tags', subscriptions.tags,
        'wantsFullText', subscriptions.wants_full_text) order by subscriptions.id)`.as('heard'),
    )
    .where('subscriptions.agency_id', '=', agencyId)
    .groupBy('sources.id');
}

function toHeardSource(
  row: Selectable<Tables['sources']> & Readonly<{ heard: readonly HeardSubscription[] }>,
): HeardSource {
  return { ...toSource(row), subscriptions: row.heard };
}

export function toSource(row: Selectable<Tables['sources']>): Source {
  return {
    id: row.id,
    url: row.url,
    host: row.host,
    kind: row.kind,
    reader: row.reader,
    ownerAgencyId: row.owner_agency_id,
    settings: row.settings,
    hasSecret: row.secret_encrypted !== null,
    title: row.title,
    siteUrl: row.site_url,
    isPolled: row.is_polled,
    nextCheckAt: row.next_check_at,
    intervalSeconds: row.interval_seconds,
    wishes: row.wishes ?? NO_WISHES,
    readUntil: row.read_until,
    movedTo: row.moved_to,
    firstUrl: row.first_url ?? row.url,
    urgentUntil: row.urgent_until,
    rhythm: {
      gapSeconds: row.gap_seconds,
      longestGapSeconds: row.longest_gap_seconds,
      arrivalCount: row.arrival_count,
      since: row.rhythm_since,
      silentAfter: row.silent_after,
      lagSeconds: row.lag_seconds,
    },
    hubLeaseUntil: row.hub_lease_until,
    missedAt: row.missed_at,
    etag: row.etag,
    lastModified: row.last_modified,
    lastCheckedAt: row.last_checked_at,
    lastSuccessAt: row.last_success_at,
    lastDocumentAt: row.last_document_at,
    lastErrorAt: row.last_error_at,
    lastErrorReason: row.last_error_reason,
    lastErrorMessage: row.last_error_message,
    proposals: row.proposals ?? [],
    failingSince: row.failing_since,
    failureCount: row.failure_count,
    createdAt: row.created_at,
  };
}
