/** Silences: times in which nobody is told of a brand, or of any. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Silence } from '../domain/escalation.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewSilence = Omit<Silence, 'agencyId' | 'id' | 'createdAt'>;

export type SilenceCursor = Readonly<{ startsAt: Date; id: string }>;

type Key = Readonly<{ agencyId: string; silenceId: string }>;

/** Errors: NOT_FOUND for another agency's brand. */
export async function createSilence(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewSilence,
): Promise<Silence> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('silences')
      .values({
        ...{ agency_id: agencyId, id: deps.newId(), brand_id: input.brandId, reason: input.reason },
        ...{ starts_at: input.startsAt, ends_at: input.endsAt, created_by: input.createdBy, created_at: deps.now },
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toSilence(row);
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getSilence(db: Db, key: Key): Promise<Silence> {
  const row = await selectSilences(db, key.agencyId).where('id', '=', key.silenceId).executeTakeFirst();
  if (row === undefined) throw silenceNotFound();
  return toSilence(row);
}

/** The silence, which nobody else changes until the transaction ends. Errors: NOT_FOUND. */
export async function holdSilence(db: Db, key: Key): Promise<Silence> {
  const row = await selectSilences(db, key.agencyId).where('id', '=', key.silenceId).forUpdate().executeTakeFirst();
  if (row === undefined) throw silenceNotFound();
  return toSilence(row);
}

/** Of one that is on. */
export async function endSilence(db: Db, key: Key, at: Date): Promise<void> {
  await db
    .updateTable('silences')
    .set({ ends_at: at })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.silenceId)
    .execute();
}

export async function deleteSilence(db: Db, key: Key): Promise<void> {
  await db.deleteFrom('silences').where('agency_id', '=', key.agencyId).where('id', '=', key.silenceId).execute();
}

/** Which silences: with a brand, its own and those of all brands. */
export type SilencePick = Readonly<{ agencyId: string; brandId?: string; are: 'over' | 'on-or-to-come'; now: Date }>;

/** The last to start first; at most `limit` after the given one. */
export async function listSilences(
  db: Db,
  pick: SilencePick,
  page: Readonly<{ after: SilenceCursor | null; limit: number }>,
): Promise<readonly Silence[]> {
  const { brandId } = pick;
  const { after } = page;
  let query = selectSilences(db, pick.agencyId).where('ends_at', pick.are === 'over' ? '<=' : '>', pick.now);
  if (brandId !== undefined) {
    query = query.where((where) => where.or([where('brand_id', '=', brandId), where('brand_id', 'is', null)]));
  }
  if (after !== null) query = query.where(sql<boolean>`(starts_at, id) < (${after.startsAt}, ${after.id}::uuid)`);
  const rows = await query.orderBy('starts_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toSilence);
}

/** Those that are on or to come. Whoever adds one waits here for whoever adds another. */
export async function countSilencesToAdd(db: Db, agencyId: string, now: Date): Promise<number> {
  await db.selectFrom('agencies').select('id').where('id', '=', agencyId).forNoKeyUpdate().execute();
  const { count } = await db
    .selectFrom('silences')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow();
  return count;
}

/** When the silence that is on for a brand ends, the latest of several; null: none is on. */
export async function readSilencedUntil(
  db: Db,
  agencyIds: readonly string[],
  at: Date,
): Promise<(key: Readonly<{ agencyId: string; brandId: string }>) => Date | null> {
  const rows = await db
    .selectFrom('silences')
    .select(['agency_id', 'brand_id', 'ends_at'])
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .orderBy('ends_at', 'desc')
    .execute();
  return ({ agencyId, brandId }) =>
    rows.find((row) => row.agency_id === agencyId && (row.brand_id === null || row.brand_id === brandId))?.ends_at ??
    null;
}

function selectSilences(db: Db, agencyId: string) {
  return db.selectFrom('silences').selectAll().where('agency_id', '=', agencyId);
}

function silenceNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such silence in this agency: list them at /v1/silences.');
}

function toSilence(row: Selectable<Tables['silences']>): Silence {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    reason: row.reason,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
