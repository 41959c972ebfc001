/** Buzzes and their timelines. */

import { type Selectable, sql, type UpdateObject } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type {
  Buzz,
  BuzzChange,
  BuzzEvent,
  BuzzFigures,
  BuzzKind,
  BuzzLevel,
  BuzzMark,
  BuzzReason,
  BuzzStatus,
} from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import type { QuietReason } from '../domain/quiet-reason.ts';
import { type Db, isAmong, toJsonb, UNLEASED } from './database.ts';
import type { Tables } from './tables.ts';

type BuzzKey = Readonly<{ agencyId: string; buzzId: string }>;
type WriteDeps = Readonly<{ newId: NewId; now: Date }>;

/** What a judgement says of a buzz that begins, gets worse, falls or comes back. */
export type BuzzJudgement = Readonly<{
  level: BuzzLevel;
  reasons: readonly BuzzReason[];
  figures: BuzzFigures;
  evidence: BuzzEvidence | null;
}>;

const NO_MARK = { mark: null, marked_by: null, marked_at: null };

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** The brand's buzzes that are not over, or have been since this instant, the last that opened first. */
export async function listRecentBuzzes(db: Db, key: BrandKey, endedSince: Date): Promise<readonly Buzz[]> {
  const rows = await db
    .selectFrom('buzzes')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where((where) => where.or([where('status', '<>', 'resolved'), where('resolved_at', '>', endedSince)]))
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toBuzz);
}

/** Only of a bad buzz people are told. */
function toPending(kind: BuzzKind, change: BuzzChange): BuzzChange | null {
  return kind === 'negative' ? change : null;
}

/** Opens a buzz, or returns undefined when another worker opened one of this kind for this brand first. */
export async function openBuzz(
  db: Db,
  deps: WriteDeps,
  key: BrandKey & Readonly<{ kind: BuzzKind }>,
  judgement: BuzzJudgement,
): Promise<Buzz | undefined> {
  const row = await db
    .insertInto('buzzes')
    .values({
      agency_id: key.agencyId,
      id: deps.newId(),
      brand_id: key.brandId,
      kind: key.kind,
      status: 'open',
      ...toJudgementColumns(judgement, deps.now),
      opened_at: deps.now,
      acknowledged_at: null,
      acknowledged_by: null,
      resolved_at: null,
      ...NO_MARK,
      pending_change: toPending(key.kind, 'opened'),
    })
    .onConflict((conflict) =>
      conflict.columns(['agency_id', 'brand_id', 'kind']).where('status', '<>', 'resolved').doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const buzz = toBuzz(row);
  await recordBuzzEvent(db, deps, buzz, { kind: 'opened', by: null, judgement });
  return buzz;
}

/**
 * Raises the level. Acknowledging stops reminders, not this: a worse buzz is told again, and what was put off is not.
 *
 * Returns whether it was still as it was judged: somebody may have closed it meanwhile.
 */
export async function escalateBuzz(db: Db, deps: WriteDeps, buzz: Buzz, judgement: BuzzJudgement): Promise<boolean> {
  const isDone = await updateBuzz(db, buzz, {
    ...toJudgementColumns(judgement, deps.now),
    snoozed_until: null,
    pending_change: toPending(buzz.kind, 'escalated'),
  });
  if (!isDone) return false;
  await recordBuzzEvent(db, deps, { ...buzz, level: judgement.level }, { kind: 'escalated', by: null, judgement });
  return true;
}

/** It came back: the same buzz, whoever had it in hand is asked again. Returns whether it was still over. */
export async function reopenBuzz(db: Db, deps: WriteDeps, buzz: Buzz, judgement: BuzzJudgement): Promise<boolean> {
  const isDone = await updateBuzz(db, buzz, {
    ...toJudgementColumns(judgement, deps.now),
    status: 'open',
    acknowledged_at: null,
    acknowledged_by: null,
    acknowledged_level: null,
    snoozed_until: null,
    resolved_at: null,
    resolved_by: null,
    reopen_count: buzz.reopenCount + 1,
    pending_change: toPending(buzz.kind, 'reopened'),
  });
  if (!isDone) return false;
  await recordBuzzEvent(db, deps, { ...buzz, level: judgement.level }, { kind: 'reopened', by: null, judgement });
  return true;
}

/**
 * It amounts to less by now. What people were told, and its figures, stay those of the worst. Returns whether it was still
 * open.
 */
export async function recordFall(db: Db, deps: WriteDeps, buzz: Buzz, judgement: BuzzJudgement): Promise<boolean> {
  const isDone = await updateBuzz(db, buzz, {
    last_abnormal_at: deps.now,
    present_level: judgement.level,
    present_level_at: deps.now,
  });
  if (!isDone) return false;
  await recordBuzzEvent(db, deps, { ...buzz, level: judgement.level }, { kind: 'fell', by: null, judgement });
  return true;
}

/** Still abnormal: the figures stay those of the decision. */
export async function touchBuzz(
  db: Db,
  buzz: Buzz,
  at: Readonly<{ now: Date }> & Pick<Buzz, 'presentLevel' | 'presentLevelAt'>,
): Promise<void> {
  await updateBuzz(db, buzz, {
    last_abnormal_at: at.now,
    present_level: at.presentLevel,
    present_level_at: at.presentLevelAt,
  });
}

/** Returns whether it was still open. */
export async function resolveBuzz(db: Db, deps: WriteDeps, buzz: Buzz): Promise<boolean> {
  const isDone = await updateBuzz(db, buzz, {
    status: 'resolved',
    resolved_at: deps.now,
    pending_change: toPending(buzz.kind, 'resolved'),
  });
  if (!isDone) return false;
  await recordBuzzEvent(db, deps, buzz, { kind: 'resolved', by: null, judgement: null });
  return true;
}

/**
 * Somebody says that it is over: only a worse one reopens it. Returns the buzz as it is then; one that is over stays so.
 *
 * Run it in a transaction. Errors: NOT_FOUND.
 */
export async function closeBuzz(db: Db, deps: WriteDeps, key: BuzzKey, by: string): Promise<Buzz> {
  const row = await db
    .updateTable('buzzes')
    .set({
      status: 'resolved',
      resolved_at: deps.now,
      resolved_by: by,
      pending_change: sql<BuzzChange | null>`case when kind = 'negative' then 'resolved' end`,
    })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.buzzId)
    .where('status', '<>', 'resolved')
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return await getBuzz(db, key);
  await recordBuzzEvent(db, deps, toBuzz(row), { kind: 'resolved', by, judgement: null });
  return toBuzz(row);
}

/**
 * Nobody is reminded of it before that instant; a worse one is told all the same. Returns the buzz as it is then: where
 * somebody has it in hand as it was, for nobody is reminded of it anyhow.
 *
 * Run it in a transaction. Errors: NOT_FOUND, BUZZ_RESOLVED.
 */
export async function snoozeBuzz(
  db: Db,
  deps: WriteDeps,
  key: BuzzKey,
  said: Readonly<{ until: Date; by: string }>,
): Promise<Buzz> {
  const row = await db
    .updateTable('buzzes')
    .set({ snoozed_until: said.until })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.buzzId)
    .where('status', '<>', 'resolved')
    .where(IS_UNANSWERED)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    const buzz = await getBuzz(db, key);
    if (buzz.status !== 'resolved') return buzz;
    throw new AppError('BUZZ_RESOLVED', 'This buzz is over already: there is nothing left to put off.');
  }
  await recordBuzzEvent(db, deps, toBuzz(row), { kind: 'snoozed', by: said.by, judgement: null });
  return toBuzz(row);
}

/** Nobody said "I have it" of the level that it has. */
const IS_UNANSWERED = sql<boolean>`coalesce(acknowledged_level, 0) < level`;

function toJudgementColumns({ level, reasons, figures }: BuzzJudgement, now: Date) {
  return {
    level,
    reasons: toJsonb(reasons),
    figures: toJsonb(figures),
    level_since: now,
    last_abnormal_at: now,
    present_level: level,
    present_level_at: now,
  };
}

/**
 * Somebody says "I have it". Returns the buzz as it is then, acknowledged by the first who said so of this level.
 *
 * Run it in a transaction. Errors: NOT_FOUND, BUZZ_RESOLVED.
 */
export async function acknowledgeBuzz(db: Db, deps: WriteDeps, key: BuzzKey, by: string): Promise<Buzz> {
  const row = await db
    .updateTable('buzzes')
    .set({
      status: 'acknowledged',
      acknowledged_at: deps.now,
      acknowledged_by: by,
      acknowledged_level: sql<BuzzLevel>`level`,
      snoozed_until: null,
    })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.buzzId)
    .where('status', '<>', 'resolved')
    .where(IS_UNANSWERED)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) {
    await recordBuzzEvent(db, deps, toBuzz(row), { kind: 'acknowledged', by, judgement: null });
    return toBuzz(row);
  }
  const buzz = await getBuzz(db, key);
  if (buzz.status === 'resolved') {
    throw new AppError('BUZZ_RESOLVED', 'This buzz is over already: there is nothing left to acknowledge.');
  }
  return buzz;
}

/**
 * Somebody says that it was a false alarm or a true one, or (mark null) takes back what was said: the last word counts.
 * Saying once more what stands there changes nothing. Returns the buzz as it is then.
 *
 * Run it in a transaction. Errors: NOT_FOUND.
 */
export async function markBuzz(
  db: Db,
  deps: WriteDeps,
  key: BuzzKey,
  said: Readonly<{ mark: BuzzMark | null; by: string }>,
): Promise<Buzz> {
  const { mark, by } = said;
  const row = await db
    .updateTable('buzzes')
    .set(mark === null ? NO_MARK : { mark, marked_by: by, marked_at: deps.now })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.buzzId)
    .where(sql<boolean>`mark is distinct from ${mark}::text`)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return await getBuzz(db, key);
  await recordBuzzEvent(db, deps, toBuzz(row), { kind: 'marked', by, judgement: null, mark });
  return toBuzz(row);
}

type NewBuzzEvent = Readonly<{
  kind: BuzzEvent['kind'];
  by: string | null;
  judgement: BuzzJudgement | null;
  mark?: BuzzMark | null;
  withheldReason?: QuietReason;
}>;

/** Adds a line to the timeline. */
export async function recordBuzzEvent(db: Db, deps: WriteDeps, buzz: Buzz, event: NewBuzzEvent): Promise<void> {
  await recordBuzzEvents(db, deps, [{ buzz, event }]);
}

/** Adds a line to the timeline of each. */
export async function recordBuzzEvents(
  db: Db,
  deps: WriteDeps,
  lines: readonly Readonly<{ buzz: Pick<Buzz, 'agencyId' | 'id' | 'level'>; event: NewBuzzEvent }>[],
): Promise<void> {
  if (lines.length === 0) return;
  await db
    .insertInto('buzz_events')
    .values(
      lines.map(({ buzz, event }) => ({
        agency_id: buzz.agencyId,
        id: deps.newId(),
        buzz_id: buzz.id,
        at: deps.now,
        kind: event.kind,
        level: buzz.level,
        by: event.by,
        reasons: toJsonb(event.judgement?.reasons ?? []),
        figures: event.judgement === null ? null : toJsonb(event.judgement.figures),
        evidence: event.judgement?.evidence ? toJsonb(event.judgement.evidence) : null,
        mark: event.mark ?? null,
        withheld_reason: event.withheldReason ?? null,
      })),
    )
    .execute();
}

/** Errors: NOT_FOUND, also for another agency's buzz. */
export async function getBuzz(db: Db, key: BuzzKey): Promise<Buzz> {
  const row = await db
    .selectFrom('buzzes')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.buzzId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such buzz in this agency: list them at /v1/buzzes.');
  }
  return toBuzz(row);
}

/** By id; missing: gone. */
export async function readBuzzes(
  db: Db,
  keys: readonly Readonly<{ agencyId: string; id: string }>[],
): Promise<ReadonlyMap<string, Buzz>> {
  const rows = await db
    .selectFrom('buzzes')
    .selectAll()
    .where(isAmong({ agencyId: 'agency_id', id: 'id' }, keys))
    .execute();
  return new Map(rows.map((row) => [row.id, toBuzz(row)]));
}

/** Newest first; at most `limit` after the cursor. */
export async function listBuzzes(
  db: Db,
  filter: Readonly<{
    agencyId: string;
    brandId?: string;
    kind?: BuzzKind;
    status?: BuzzStatus;
    levelMin?: BuzzLevel;
    since?: Date;
    until?: Date;
    /** Those that go on, or ended from then on. */
    goesOnAt?: Date;
  }>,
  page: Readonly<{ after: Readonly<{ openedAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly Buzz[]> {
  let query = db.selectFrom('buzzes').selectAll().where('agency_id', '=', filter.agencyId);
  if (filter.brandId !== undefined) query = query.where('brand_id', '=', filter.brandId);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.levelMin !== undefined) query = query.where('level', '>=', filter.levelMin);
  if (filter.since !== undefined) query = query.where('opened_at', '>=', filter.since);
  if (filter.until !== undefined) query = query.where('opened_at', '<', filter.until);
  const { goesOnAt } = filter;
  if (goesOnAt !== undefined) {
    query = query.where(({ or, eb }) => or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', goesOnAt)]));
  }
  if (page.after !== null) {
    query = query.where(sql<boolean>`(opened_at, id) < (${page.after.openedAt}, ${page.after.id}::uuid)`);
  }
  const rows = await query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toBuzz);
}

/** Every bad buzz of the agency that goes on; a brand has one at most. */
export async function listUnresolvedBuzzes(db: Db, agencyId: string): Promise<readonly Buzz[]> {
  const rows = await db
    .selectFrom('buzzes')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('kind', '=', 'negative')
    .where('status', '<>', 'resolved')
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toBuzz);
}

/** Oldest first. */
export async function listBuzzEvents(db: Db, key: BuzzKey): Promise<readonly BuzzEvent[]> {
  const rows = await db
    .selectFrom('buzz_events')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('buzz_id', '=', key.buzzId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    buzzId: row.buzz_id,
    at: row.at,
    kind: row.kind,
    level: row.level,
    by: row.by,
    reasons: row.reasons,
    figures: row.figures,
    evidence: row.evidence,
    mark: row.mark,
    withheldReason: row.withheld_reason,
  }));
}

/** What the last judgement of each buzz rested on, by its id; missing where none was kept. */
export async function readLatestEvidence(
  db: Db,
  buzzes: readonly Pick<Buzz, 'agencyId' | 'id'>[],
): Promise<ReadonlyMap<string, BuzzEvidence>> {
  const rows = await db
    .selectFrom('buzz_events')
    .distinctOn('buzz_id')
    .select(['buzz_id', 'evidence'])
    .where(isAmong({ agencyId: 'agency_id', id: 'buzz_id' }, buzzes))
    .where('evidence', 'is not', null)
    .orderBy('buzz_id')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.flatMap(({ buzz_id, evidence }) => (evidence === null ? [] : [[buzz_id, evidence]])));
}

export type ClaimedChange = Readonly<{ buzz: Buzz; change: BuzzChange }>;

/** Leases buzzes to which something happened that people may have to be told of, the oldest first. */
export async function claimPendingChanges(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
): Promise<readonly ClaimedChange[]> {
  const { rows } = await sql<Selectable<Tables['buzzes']>>`
    with claimed as (
      select agency_id, id from buzzes
      where pending_change is not null and decision_leased_until <= ${claim.now}
      order by level_since limit ${claim.limit} for update skip locked
    )
    update buzzes set decision_leased_until = ${claim.leasedUntil}
    from claimed where buzzes.agency_id = claimed.agency_id and buzzes.id = claimed.id
    returning buzzes.*`.execute(db);
  return rows.flatMap((row) =>
    row.pending_change === null ? [] : [{ buzz: toBuzz(row), change: row.pending_change }],
  );
}

/** The changes are decided, unless one became another meanwhile: then that one still waits. */
export async function recordChangesDecided(db: Db, claimed: readonly ClaimedChange[]): Promise<void> {
  if (claimed.length === 0) return;
  await sql`
    update buzzes set decision_leased_until = ${UNLEASED},
      pending_change = case when buzzes.pending_change = decided.change and buzzes.level = decided.level
        and buzzes.reopen_count = decided.reopen_count
        then null else buzzes.pending_change end
    from unnest(${claimed.map(({ buzz }) => buzz.agencyId)}::uuid[], ${claimed.map(({ buzz }) => buzz.id)}::uuid[],
      ${claimed.map(({ change }) => change)}::text[], ${claimed.map(({ buzz }) => buzz.level)}::int[],
      ${claimed.map(({ buzz }) => buzz.reopenCount)}::int[]) as decided (agency_id, id, change, level, reopen_count)
    where buzzes.agency_id = decided.agency_id and buzzes.id = decided.id`.execute(db);
}

/**
 * Writes what a judgement says of the buzz that it read. Returns false, and writes nothing, where that one is no longer
 * open, or no longer over: somebody closed it meanwhile, and the next judgement starts from there.
 */
async function updateBuzz(db: Db, buzz: Buzz, changes: UpdateObject<Tables, 'buzzes'>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('buzzes')
    .set(changes)
    .where('agency_id', '=', buzz.agencyId)
    .where('id', '=', buzz.id)
    .where('status', buzz.status === 'resolved' ? '=' : '<>', 'resolved')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function toBuzz(row: Selectable<Tables['buzzes']>): Buzz {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    kind: row.kind,
    level: row.level,
    presentLevel: row.present_level,
    presentLevelAt: row.present_level_at,
    status: row.status,
    reasons: row.reasons,
    figures: row.figures,
    openedAt: row.opened_at,
    levelSince: row.level_since,
    lastAbnormalAt: row.last_abnormal_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    acknowledgedLevel: row.acknowledged_level,
    snoozedUntil: row.snoozed_until,
    mark: row.mark,
    markedBy: row.marked_by,
    markedAt: row.marked_at,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
    reopenCount: row.reopen_count,
  };
}
