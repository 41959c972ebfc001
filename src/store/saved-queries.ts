/** Saved queries: what `@name` stands for in the queries of an agency. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { SavedQuery } from '../domain/saved-query.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewSavedQuery = Readonly<{ name: string; query: string }>;

type Key = Readonly<{ agencyId: string; savedQueryId: string }>;

/** The query must parse; the caller has seen to it. Errors: SAVED_QUERY_NAME_TAKEN. */
export async function createSavedQuery(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewSavedQuery,
): Promise<SavedQuery> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('saved_queries')
      .values({ agency_id: agencyId, id: deps.newId(), ...input, created_at: deps.now, updated_at: deps.now })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toSavedQuery(row);
}

/** Errors: NOT_FOUND. */
export async function updateSavedQuery(
  db: Db,
  key: Key,
  deps: Readonly<{ now: Date }>,
  query: string,
): Promise<SavedQuery> {
  const row = await db
    .updateTable('saved_queries')
    .set({ query, updated_at: deps.now })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.savedQueryId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw savedQueryNotFound();
  return toSavedQuery(row);
}

/** Errors: NOT_FOUND. */
export async function deleteSavedQuery(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('saved_queries')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.savedQueryId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw savedQueryNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getSavedQuery(db: Db, key: Key): Promise<SavedQuery> {
  const row = await db
    .selectFrom('saved_queries')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.savedQueryId)
    .executeTakeFirst();
  if (row === undefined) throw savedQueryNotFound();
  return toSavedQuery(row);
}

/** By name; at most `limit` after the named one. */
export async function listSavedQueries(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly SavedQuery[]> {
  let query = db.selectFrom('saved_queries').selectAll().where('agency_id', '=', agencyId);
  if (page.after !== null) query = query.where('name', '>', page.after);
  return (await query.orderBy('name').limit(page.limit).execute()).map(toSavedQuery);
}

/** The texts of all saved queries of these agencies: what their brands' queries are read with. */
export async function readSavedTexts(
  db: Db,
  agencyIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await db
    .selectFrom('saved_queries')
    .select(['agency_id', 'name', 'query'])
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.agency_id)].map(([agencyId, ofAgency]) => [
      agencyId,
      new Map(ofAgency.map((row) => [row.name, row.query])),
    ]),
  );
}

/**
 * Lets one transaction at a time change what queries of the agency mean: a brand's query must not begin to use what
 * another is deleting.
 */
export async function lockQueries(db: Db, agencyId: string): Promise<void> {
  await db.selectFrom('agencies').select('id').where('id', '=', agencyId).forNoKeyUpdate().execute();
}

function savedQueryNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such saved query in this agency: list them at /v1/saved-queries.');
}

function toSavedQuery(row: Selectable<Tables['saved_queries']>): SavedQuery {
  return {
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    query: row.query,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
