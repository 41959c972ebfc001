/** Bad buzzes that people report because Vigie did not tell of them. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { MissedBuzz } from '../domain/missed-buzz.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewMissedBuzz = Readonly<Pick<MissedBuzz, 'brandId' | 'startedAt' | 'note' | 'reportedBy'>>;

type Key = Readonly<{ agencyId: string; missedBuzzId: string }>;

/** Errors: NOT_FOUND for another agency's brand. */
export async function createMissedBuzz(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewMissedBuzz,
): Promise<MissedBuzz> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('missed_buzzes')
      .values({
        ...{ agency_id: agencyId, id: deps.newId(), brand_id: input.brandId, started_at: input.startedAt },
        ...{ note: input.note, reported_by: input.reportedBy, reported_at: deps.now },
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toMissedBuzz(row);
}

/** Errors: NOT_FOUND. */
export async function deleteMissedBuzz(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('missed_buzzes')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.missedBuzzId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw missedBuzzNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getMissedBuzz(db: Db, key: Key): Promise<MissedBuzz> {
  const row = await db
    .selectFrom('missed_buzzes')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.missedBuzzId)
    .executeTakeFirst();
  if (row === undefined) throw missedBuzzNotFound();
  return toMissedBuzz(row);
}

/** The latest to begin first; at most `limit` after the cursor. since, until: of their beginning. */
export async function listMissedBuzzes(
  db: Db,
  filter: Readonly<{ agencyId: string; brandId?: string; since?: Date; until?: Date }>,
  page: Readonly<{ after: Readonly<{ startedAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly MissedBuzz[]> {
  let query = db.selectFrom('missed_buzzes').selectAll().where('agency_id', '=', filter.agencyId);
  if (filter.brandId !== undefined) query = query.where('brand_id', '=', filter.brandId);
  if (filter.since !== undefined) query = query.where('started_at', '>=', filter.since);
  if (filter.until !== undefined) query = query.where('started_at', '<', filter.until);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(started_at, id) < (${page.after.startedAt}, ${page.after.id}::uuid)`);
  }
  const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toMissedBuzz);
}

function missedBuzzNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such missed buzz in this agency: list them at /v1/missed-buzzes.');
}

function toMissedBuzz(row: Selectable<Tables['missed_buzzes']>): MissedBuzz {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    startedAt: row.started_at,
    note: row.note,
    reportedBy: row.reported_by,
    reportedAt: row.reported_at,
  };
}
