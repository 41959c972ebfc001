/** Brands and their queries. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Brand, BrandKind } from '../domain/brand.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewBrand = Readonly<{ name: string; kind: BrandKind; query: string }>;

/** The query must parse; the caller has seen to it. Run it in a transaction. Errors: BRAND_NAME_TAKEN. */
export async function createBrand(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewBrand,
): Promise<Brand> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('brands')
      .values({
        agency_id: agencyId,
        id: deps.newId(),
        name: input.name,
        kind: input.kind,
        query: input.query,
        created_at: deps.now,
        updated_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  await db.insertInto('judgements').values({ agency_id: agencyId, brand_id: row.id, judge_at: null }).execute();
  await bumpQuerySet(db);
  return toBrand(row);
}

/** Errors: NOT_FOUND, BRAND_NAME_TAKEN. */
export async function updateBrand(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  deps: Readonly<{ now: Date }>,
  changes: Partial<NewBrand>,
): Promise<Brand> {
  const row = await withConstraintCodes(() =>
    db
      .updateTable('brands')
      .set({ ...changes, updated_at: deps.now })
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.brandId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw brandNotFound();
  if (changes.query !== undefined) await bumpQuerySet(db);
  return toBrand(row);
}

/** Deletes the brand with its mentions, volumes, buzzes, alerts and digests. Errors: NOT_FOUND. */
export async function deleteBrand(db: Db, key: Readonly<{ agencyId: string; brandId: string }>): Promise<void> {
  const result = await db
    .deleteFrom('brands')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw brandNotFound();
  await bumpQuerySet(db);
}

/** Errors: NOT_FOUND, also for another agency's brand. */
export async function getBrand(db: Db, key: Readonly<{ agencyId: string; brandId: string }>): Promise<Brand> {
  const row = await db
    .selectFrom('brands')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .executeTakeFirst();
  if (row === undefined) throw brandNotFound();
  return toBrand(row);
}

/** The brand, which nobody changes until the transaction ends. Errors: NOT_FOUND. */
export async function holdBrand(db: Db, key: Readonly<{ agencyId: string; brandId: string }>): Promise<Brand> {
  const row = await db
    .selectFrom('brands')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .forShare()
    .executeTakeFirst();
  if (row === undefined) throw brandNotFound();
  return toBrand(row);
}

/** By name; at most `limit` after the named one. */
export async function listBrands(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly Brand[]> {
  let query = db.selectFrom('brands').selectAll().where('agency_id', '=', agencyId);
  if (page.after !== null) query = query.where('name', '>', page.after);
  return (await query.orderBy('name').limit(page.limit).execute()).map(toBrand);
}

/** Every agency's brands: what the analyser compiles into one matcher. */
export async function listAllBrands(db: Db): Promise<readonly Brand[]> {
  return (await db.selectFrom('brands').selectAll().orderBy('agency_id').orderBy('id').execute()).map(toBrand);
}

/** Goes up whenever a query is added, changed or removed. */
export async function readQuerySetVersion(db: Db): Promise<number> {
  return (await db.selectFrom('query_sets').select('version').executeTakeFirstOrThrow()).version;
}

async function bumpQuerySet(db: Db): Promise<void> {
  await db.updateTable('query_sets').set({ version: sql<number>`version + 1` }).execute();
}

function brandNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.');
}

function toBrand(row: Selectable<Tables['brands']>): Brand {
  return {
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    kind: row.kind,
    query: row.query,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
