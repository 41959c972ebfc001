/** The words of crisis that agencies added to the general vocabulary. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { CrisisTerm } from '../domain/crisis.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewCrisisTerm = Readonly<Pick<CrisisTerm, 'query' | 'weight' | 'sector'>>;

type Key = Readonly<{ agencyId: string; crisisTermId: string }>;

/** The query must parse; the caller has seen to it. */
export async function createCrisisTerm(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewCrisisTerm,
): Promise<CrisisTerm> {
  const { query, weight, sector } = input;
  const row = await db
    .insertInto('crisis_terms')
    .values({ agency_id: agencyId, id: deps.newId(), query, weight, sector, created_at: deps.now })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCrisisTerm(row);
}

/** Errors: NOT_FOUND. */
export async function updateCrisisTerm(db: Db, key: Key, changes: Partial<NewCrisisTerm>): Promise<CrisisTerm> {
  const row = await db
    .updateTable('crisis_terms')
    .set(changes)
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.crisisTermId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw crisisTermNotFound();
  return toCrisisTerm(row);
}

/** Errors: NOT_FOUND. */
export async function deleteCrisisTerm(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('crisis_terms')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.crisisTermId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw crisisTermNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getCrisisTerm(db: Db, key: Key): Promise<CrisisTerm> {
  const row = await db
    .selectFrom('crisis_terms')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.crisisTermId)
    .executeTakeFirst();
  if (row === undefined) throw crisisTermNotFound();
  return toCrisisTerm(row);
}

/** Oldest first: ids rise with time; at most `limit` after the one with that id. */
export async function listCrisisTerms(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly CrisisTerm[]> {
  let query = db.selectFrom('crisis_terms').selectAll().where('agency_id', '=', agencyId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toCrisisTerm);
}

export async function countCrisisTerms(db: Db, agencyId: string): Promise<number> {
  const row = await db
    .selectFrom('crisis_terms')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** All of these agencies: what mentions of their brands are read with. */
export async function listCrisisTermsOf(db: Db, agencyIds: readonly string[]): Promise<readonly CrisisTerm[]> {
  const rows = await db
    .selectFrom('crisis_terms')
    .selectAll()
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .orderBy('agency_id')
    .orderBy('id')
    .execute();
  return rows.map(toCrisisTerm);
}

function crisisTermNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such crisis term in this agency: list them at /v1/crisis-terms.');
}

function toCrisisTerm(row: Selectable<Tables['crisis_terms']>): CrisisTerm {
  return {
    agencyId: row.agency_id,
    id: row.id,
    sector: row.sector,
    query: row.query,
    weight: row.weight,
    createdAt: row.created_at,
  };
}
