/** Priorities of brands: set for a day, and carried over from day to day until they are done. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Priority } from '../domain/logbook.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

type WriteDeps = Readonly<{ newId: NewId; now: Date }>;
type Key = Readonly<{ agencyId: string; priorityId: string }>;

/** sourceKey: what makes it the same when it comes again, in its agency. */
export type NewPriority = Pick<Priority, 'agencyId' | 'brandId' | 'text' | 'forDate' | 'authorName'> &
  Readonly<{ sourceKey: string }>;

export type PriorityChanges = Partial<Pick<Priority, 'text' | 'forDate' | 'done'>>;

/** Adds those that are not there yet, and returns them. Errors: NOT_FOUND for another agency's brand. */
export async function recordPriorities(
  db: Db,
  { newId, now }: WriteDeps,
  priorities: readonly NewPriority[],
): Promise<readonly Priority[]> {
  if (priorities.length === 0) return [];
  const rows = await withConstraintCodes(() =>
    db
      .insertInto('priorities')
      .values(
        priorities.map((priority) => ({
          agency_id: priority.agencyId,
          id: newId(),
          brand_id: priority.brandId,
          text: priority.text,
          for_date: priority.forDate,
          author_name: priority.authorName,
          source_key: priority.sourceKey,
          made_at: now,
          ...toDoneColumns(null),
        })),
      )
      .onConflict((conflict) => conflict.constraint('priorities_source_key_key').doNothing())
      .returningAll()
      .execute(),
  );
  return rows.map(toPriority);
}

/** Undefined: none of the agency came from there. */
export async function findPriorityBySource(db: Db, agencyId: string, sourceKey: string): Promise<Priority | undefined> {
  const row = await selectPriorities(db, agencyId).where('source_key', '=', sourceKey).executeTakeFirst();
  return row === undefined ? undefined : toPriority(row);
}

/** Errors: NOT_FOUND. */
export async function updatePriority(db: Db, key: Key, changes: PriorityChanges): Promise<Priority> {
  const { text, forDate, done } = changes;
  const row = await db
    .updateTable('priorities')
    .set({
      ...(text === undefined ? {} : { text }),
      ...(forDate === undefined ? {} : { for_date: forDate }),
      ...(done === undefined ? {} : toDoneColumns(done)),
    })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.priorityId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw priorityNotFound();
  return toPriority(row);
}

/** Errors: NOT_FOUND. */
export async function deletePriority(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('priorities')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.priorityId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw priorityNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getPriority(db: Db, key: Key): Promise<Priority> {
  const row = await selectPriorities(db, key.agencyId).where('id', '=', key.priorityId).executeTakeFirst();
  if (row === undefined) throw priorityNotFound();
  return toPriority(row);
}

/** As getPriority; nobody else changes it until the transaction ends. Errors: NOT_FOUND. */
export async function holdPriority(db: Db, key: Key): Promise<Priority> {
  const row = await selectPriorities(db, key.agencyId).where('id', '=', key.priorityId).forUpdate().executeTakeFirst();
  if (row === undefined) throw priorityNotFound();
  return toPriority(row);
}

/**
 * What the day's page shows: set for this day or before, and not done before it. The oldest first; at most `limit` after
 * the given id.
 */
export async function listPrioritiesOn(
  db: Db,
  of: Readonly<{ agencyId: string; brandId?: string; date: string }>,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly Priority[]> {
  let query = selectPriorities(db, of.agencyId)
    .where('for_date', '<=', of.date)
    .where((where) => where.or([where('done_on', 'is', null), where('done_on', '>=', of.date)]));
  if (of.brandId !== undefined) query = query.where('brand_id', '=', of.brandId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toPriority);
}

/** All of the brand, or of the agency, that wait, for whatever day, the earliest first: what a digest tells of the days to come. */
export async function listOpenPriorities(
  db: Db,
  { agencyId, brandId }: Readonly<{ agencyId: string; brandId?: string }>,
  limit: number,
): Promise<readonly Priority[]> {
  let query = selectPriorities(db, agencyId).where('done_on', 'is', null);
  if (brandId !== undefined) query = query.where('brand_id', '=', brandId);
  const rows = await query.orderBy('for_date').orderBy('id').limit(limit).execute();
  return rows.map(toPriority);
}

/** How many of the brand wait. */
export async function countOpenPriorities(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
): Promise<number> {
  const { count } = await selectPriorities(db, key.agencyId)
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('count'))
    .where('brand_id', '=', key.brandId)
    .where('done_on', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

function selectPriorities(db: Db, agencyId: string) {
  return db.selectFrom('priorities').selectAll().where('agency_id', '=', agencyId);
}

function toDoneColumns(done: Priority['done']) {
  return { done_at: done?.at ?? null, done_on: done?.on ?? null, done_by: done?.by ?? null };
}

function priorityNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such priority in this agency: list them at /v1/priorities.');
}

function toPriority(row: Selectable<Tables['priorities']>): Priority {
  const { done_at: at, done_on: on, done_by: by } = row;
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    text: row.text,
    forDate: row.for_date,
    authorName: row.author_name,
    madeAt: row.made_at,
    done: at === null || on === null || by === null ? null : { at, on, by },
  };
}
