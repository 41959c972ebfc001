/** Brands and their queries. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Brand, BrandKind, Sensitivity } from '../domain/brand.ts';
import { type BrandVoice, NO_VOICE } from '../domain/brand-voice.ts';
import type { QueryVersion } from '../domain/saved-query.ts';
import type { Sector } from '../domain/sector.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import { type Db, isAmong } from './database.ts';
import type { Tables } from './tables.ts';

/** Left out: no sector, a balanced sensitivity, the country of the agency's time zone, nothing known of its voice. */
export type NewBrand = Readonly<{
  name: string;
  kind: BrandKind;
  query: string;
  sector?: Sector | null;
  sensitivity?: Sensitivity;
  country?: string | null;
}> &
  Partial<BrandVoice>;

export type BrandChanges = Partial<NewBrand & Readonly<{ relevanceThreshold: number }>>;

const VOICE_FIELDS = [
  'products',
  'handles',
  'hashtags',
  'competitors',
  'register',
  'language',
] as const satisfies readonly (keyof BrandVoice)[];

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** The query must parse and the country be one; the caller has seen to it. Run it in a transaction. Errors: BRAND_NAME_TAKEN. */
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
        sector: input.sector ?? null,
        sensitivity: input.sensitivity ?? 'balanced',
        country: input.country ?? null,
        ...toVoice({ ...NO_VOICE, ...input }),
        created_at: deps.now,
        updated_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  await db.insertInto('judgements').values({ agency_id: agencyId, brand_id: row.id, judge_at: null }).execute();
  await recordQueryVersion(db, toBrand(row), deps.now);
  await noteQueryChange(db, [row.id]);
  return toBrand(row);
}

/** Errors: NOT_FOUND, BRAND_NAME_TAKEN. */
export async function updateBrand(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  deps: Readonly<{ now: Date }>,
  changes: BrandChanges,
): Promise<Brand> {
  const { relevanceThreshold, ...others } = changes;
  // by whoever finds mentions, or holds drafts against all brands
  const isReadAnew = READ_ANEW.some((field) => changes[field] !== undefined);
  // before the brand is locked, like everybody who notes a change: else two wait for each other
  const version = isReadAnew ? { query_set_version: await bumpQuerySet(db) } : {};
  const row = await withConstraintCodes(() =>
    db
      .updateTable('brands')
      .set({
        ...others,
        ...(relevanceThreshold === undefined ? {} : { relevance_threshold: relevanceThreshold }),
        ...version,
        updated_at: deps.now,
      })
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.brandId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw brandNotFound();
  if (changes.query !== undefined) await recordQueryVersion(db, toBrand(row), deps.now);
  return toBrand(row);
}

const READ_ANEW = [
  'name',
  'query',
  'sector',
  'relevanceThreshold',
  ...VOICE_FIELDS,
] as const satisfies readonly (keyof BrandChanges)[];

/** Deletes the brand with its mentions, volumes, buzzes, alerts and digests. Errors: NOT_FOUND. */
export async function deleteBrand(db: Db, key: Readonly<{ agencyId: string; brandId: string }>): Promise<void> {
  const result = await db
    .deleteFrom('brands')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw brandNotFound();
  // last, because deleting many mentions takes its time, and everybody else's changes wait for this number
  const version = await bumpQuerySet(db);
  await db.insertInto('query_set_removals').values({ version, brand_id: key.brandId }).execute();
  await db
    .deleteFrom('query_set_removals')
    .where('version', '<', version - REMOVAL_VERSIONS_KEPT)
    .execute();
}

/** A worker that slept through more is told of the removal by the database, when it stores a mention. */
const REMOVAL_VERSIONS_KEPT = 10_000;

/** Errors: NOT_FOUND, also for another agency's brand. */
export async function getBrand(db: Db, key: BrandKey): Promise<Brand> {
  const brand = await findBrand(db, key);
  if (brand === undefined) throw brandNotFound();
  return brand;
}

export async function findBrand(db: Db, key: BrandKey): Promise<Brand | undefined> {
  const row = await db
    .selectFrom('brands')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .executeTakeFirst();
  return row === undefined ? undefined : toBrand(row);
}

/** By id; those that are gone are left out. */
export async function readBrands(db: Db, keys: readonly BrandKey[]): Promise<ReadonlyMap<string, Brand>> {
  const pairs = keys.map(({ agencyId, brandId }) => ({ agencyId, id: brandId }));
  const rows = await db
    .selectFrom('brands')
    .selectAll()
    .where(isAmong({ agencyId: 'agency_id', id: 'id' }, pairs))
    .execute();
  return new Map(rows.map((row) => [row.id, toBrand(row)]));
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

/** The brands of this name, of any agency or of the named one; at most `limit`. */
export async function listBrandsNamed(
  db: Db,
  name: Readonly<{ brandName: string; agencyName: string | null }>,
  limit: number,
): Promise<readonly Brand[]> {
  let query = db.selectFrom('brands').selectAll('brands').where('brands.name', '=', name.brandName);
  if (name.agencyName !== null) {
    query = query.innerJoin('agencies', 'agencies.id', 'brands.agency_id').where('agencies.name', '=', name.agencyName);
  }
  return (await query.orderBy('brands.agency_id').limit(limit).execute()).map(toBrand);
}

/** Every agency's brands: what the analyser compiles into one matcher. */
export async function listAllBrands(db: Db): Promise<readonly Brand[]> {
  return (await db.selectFrom('brands').selectAll().orderBy('agency_id').orderBy('id').execute()).map(toBrand);
}

/** Goes up whenever a query is added, changed or removed. */
export async function readQuerySetVersion(db: Db): Promise<number> {
  return (await db.selectFrom('query_sets').select('version').executeTakeFirstOrThrow()).version;
}

/** Every agency's brands whose query, saved queries, marks or threshold changed after that version. */
export async function listBrandsChangedAfter(db: Db, version: number): Promise<readonly Brand[]> {
  const rows = await db
    .selectFrom('brands')
    .selectAll()
    .where('query_set_version', '>', version)
    .orderBy('id')
    .execute();
  return rows.map(toBrand);
}

/** The brands that were removed after that version. */
export async function listBrandIdsRemovedAfter(db: Db, version: number): Promise<readonly string[]> {
  const rows = await db.selectFrom('query_set_removals').select('brand_id').where('version', '>', version).execute();
  return rows.map((row) => row.brand_id);
}

/**
 * Makes every analyser read these brands anew before it analyses what comes next. Run it in the transaction that changes
 * what their mentions are told by.
 */
export async function noteQueryChange(db: Db, brandIds: readonly string[]): Promise<void> {
  if (brandIds.length === 0) return;
  const version = await bumpQuerySet(db);
  await db
    .updateTable('brands')
    .set({ query_set_version: version })
    .where('id', '=', sql<string>`any(${brandIds}::uuid[])`)
    .execute();
}

/** The same for all brands of an agency: what they are read with besides their own queries changed. */
export async function noteAgencyChange(db: Db, agencyId: string): Promise<void> {
  const version = await bumpQuerySet(db);
  await db.updateTable('brands').set({ query_set_version: version }).where('agency_id', '=', agencyId).execute();
}

/** The wordings of the brand's query, the newest first; at most `limit` before the given version. Errors: NOT_FOUND. */
export async function listQueryVersions(
  db: Db,
  key: BrandKey,
  page: Readonly<{ before: number | null; limit: number }>,
): Promise<readonly QueryVersion[]> {
  await getBrand(db, key);
  let query = db
    .selectFrom('query_versions')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId);
  if (page.before !== null) query = query.where('version', '<', page.before);
  const rows = await query.orderBy('version', 'desc').limit(page.limit).execute();
  return rows.map((row) => ({ version: row.version, query: row.query, createdAt: row.created_at }));
}

/** The brand's row is locked by whoever changed it, so that two changes never take one number. */
async function recordQueryVersion(db: Db, brand: Brand, now: Date): Promise<void> {
  await sql`
    insert into query_versions (agency_id, brand_id, version, query, created_at)
    select ${brand.agencyId}, ${brand.id}, coalesce(max(version), 0) + 1, ${brand.query}, ${now} from query_versions
    where agency_id = ${brand.agencyId} and brand_id = ${brand.id}`.execute(db);
}

/** The row stays locked until the transaction ends: changes are seen in the order of their versions. */
async function bumpQuerySet(db: Db): Promise<number> {
  const row = await db
    .updateTable('query_sets')
    .set({ version: sql<number>`version + 1` })
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
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
    relevanceThreshold: row.relevance_threshold,
    sector: row.sector,
    sensitivity: row.sensitivity,
    country: row.country,
    ...toVoice(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toVoice({ products, handles, hashtags, competitors, register, language }: BrandVoice): BrandVoice {
  return { products, handles, hashtags, competitors, register, language };
}
