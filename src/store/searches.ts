/** Searches: which services are asked for a brand, and the sources that this comes to. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Search, SearchServiceName } from '../domain/search-service.ts';
import type { Source } from '../domain/source.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import { bringTurnForward } from './hosts.ts';
import { toReadAnew, toSource } from './sources.ts';
import type { Tables } from './tables.ts';

export type NewSearch = Readonly<{
  service: SearchServiceName;
  language: string;
  country: string;
  instanceUrl: string | null;
  secretEncrypted: Uint8Array | null;
  isExact: boolean;
  isWhole: boolean;
}>;

/** A search as it is worked with: with what opens its sources, encrypted. */
export type StoredSearch = Search & Readonly<{ secretEncrypted: Uint8Array | null }>;

/** A search as it is shown: with its sources, by address. */
export type SearchWithSources = Search & Readonly<{ sources: readonly Source[] }>;

/** A source that a search asks, and the subscription by which it listens. */
export type SearchSource = Readonly<{ subscriptionId: string; url: string }>;

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;
type SearchKey = BrandKey & Readonly<{ searchId: string }>;

/** Errors: SEARCH_EXISTS, NOT_FOUND for another agency's brand. */
export async function createSearch(
  db: Db,
  key: BrandKey,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewSearch,
): Promise<StoredSearch> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('searches')
      .values({
        agency_id: key.agencyId,
        id: deps.newId(),
        brand_id: key.brandId,
        service: input.service,
        language: input.language,
        country: input.country,
        instance_url: input.instanceUrl,
        secret_encrypted: input.secretEncrypted === null ? null : Buffer.from(input.secretEncrypted),
        is_exact: input.isExact,
        is_whole: input.isWhole,
        created_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toStoredSearch(row);
}

export async function countSearches(db: Db, key: BrandKey): Promise<number> {
  const { count } = await selectSearches(db, key)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** All of a brand, oldest first, kept from others until the transaction ends. */
export async function lockSearches(db: Db, key: BrandKey): Promise<readonly StoredSearch[]> {
  const rows = await selectSearches(db, key).selectAll('searches').orderBy('id').forUpdate().execute();
  return rows.map(toStoredSearch);
}

/** Oldest first; at most `limit` after the given id. */
export async function listSearches(
  db: Db,
  key: BrandKey,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly SearchWithSources[]> {
  let query = selectSearches(db, key).selectAll('searches');
  if (page.after !== null) query = query.where('id', '>', page.after);
  return await withSources(db, key.agencyId, await query.orderBy('id').limit(page.limit).execute());
}

/** Errors: NOT_FOUND, also for one of another brand or agency. */
export async function getSearch(db: Db, key: SearchKey): Promise<SearchWithSources> {
  const rows = await selectSearches(db, key).selectAll('searches').where('id', '=', key.searchId).execute();
  const [search] = await withSources(db, key.agencyId, rows);
  if (search === undefined) throw searchNotFound();
  return search;
}

/** Its subscriptions go with it. Errors: NOT_FOUND. */
export async function deleteSearch(db: Db, key: SearchKey): Promise<void> {
  const result = await db
    .deleteFrom('searches')
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where('id', '=', key.searchId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw searchNotFound();
}

/** What the search asks at present, under the address that it was made with: a source may have moved since. */
export async function listSearchSources(
  db: Db,
  key: Readonly<{ agencyId: string; searchId: string }>,
): Promise<readonly SearchSource[]> {
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('sources', 'sources.id', 'subscriptions.source_id')
    .select(['subscriptions.id', 'sources.url', 'sources.first_url'])
    .where('subscriptions.agency_id', '=', key.agencyId)
    .where('subscriptions.search_id', '=', key.searchId)
    .execute();
  return rows.map((row) => ({ subscriptionId: row.id, url: row.first_url ?? row.url }));
}

/** Ends subscriptions of searches; those that somebody made stay. */
export async function deleteSearchSubscriptions(
  db: Db,
  agencyId: string,
  subscriptionIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('subscriptions')
    .where('agency_id', '=', agencyId)
    .where('search_id', 'is not', null)
    .where('id', '=', sql<string>`any(${subscriptionIds}::uuid[])`)
    .execute();
}

/** How far the sources of the search say what the query says. */
export async function recordSearchReach(
  db: Db,
  key: Readonly<{ agencyId: string; searchId: string }>,
  reach: Readonly<{ isExact: boolean; isWhole: boolean }>,
): Promise<void> {
  await db
    .updateTable('searches')
    .set({ is_exact: reach.isExact, is_whole: reach.isWhole })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.searchId)
    .execute();
}

/**
 * Gives one of the agency's own sources another key, due at once. Where it belongs to searches, the key is theirs too:
 * they and all their sources get it, and what they will make of another query. Run it in a transaction.
 */
export async function replaceSourceSecret(
  db: Db,
  source: Readonly<{ agencyId: string; sourceId: string }>,
  change: Readonly<{ secretEncrypted: Uint8Array; now: Date }>,
): Promise<void> {
  const secret = Buffer.from(change.secretEncrypted);
  const searches = await db
    .updateTable('searches')
    .set({ secret_encrypted: secret })
    .where('agency_id', '=', source.agencyId)
    .where('id', 'in', (query) =>
      query
        .selectFrom('subscriptions')
        .select('search_id')
        .where('agency_id', '=', source.agencyId)
        .where('source_id', '=', source.sourceId)
        .where('search_id', 'is not', null)
        .$narrowType<{ search_id: string }>(),
    )
    .returning('id')
    .execute();
  const searchIds = searches.map(({ id }) => id);
  const sources = await db
    .updateTable('sources')
    .set({
      secret_encrypted: secret,
      ...toReadAnew(change.now),
      is_polled: true,
      // a site that asked to be left alone is left alone
      next_check_at: sql<Date>`case last_error_reason when 'rate-limited' then next_check_at else ${change.now} end`,
    })
    .where('owner_agency_id', '=', source.agencyId)
    .where((expression) =>
      expression.or([
        expression('id', '=', source.sourceId),
        expression('id', 'in', (query) =>
          query
            .selectFrom('subscriptions')
            .select('source_id')
            .where('agency_id', '=', source.agencyId)
            .where('search_id', '=', sql<string>`any(${searchIds}::uuid[])`),
        ),
      ]),
    )
    .returning('host')
    .execute();
  for (const host of [...new Set(sources.map((each) => each.host))].sort()) {
    await bringTurnForward(db, host, change.now);
  }
}

function selectSearches(db: Db, key: BrandKey) {
  return db
    .selectFrom('searches')
    .where('searches.agency_id', '=', key.agencyId)
    .where('searches.brand_id', '=', key.brandId);
}

async function withSources(
  db: Db,
  agencyId: string,
  rows: readonly Selectable<Tables['searches']>[],
): Promise<readonly SearchWithSources[]> {
  if (rows.length === 0) return [];
  const sources = await db
    .selectFrom('subscriptions')
    .innerJoin('sources', 'sources.id', 'subscriptions.source_id')
    .selectAll('sources')
    .select('subscriptions.search_id')
    .where('subscriptions.agency_id', '=', agencyId)
    .where('subscriptions.search_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .orderBy('sources.url')
    .execute();
  const bySearch = Map.groupBy(sources, (source) => source.search_id);
  return rows.map((row) => ({ ...toSearch(row), sources: (bySearch.get(row.id) ?? []).map(toSource) }));
}

function searchNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such search for this brand: list them at its /searches.');
}

function toStoredSearch(row: Selectable<Tables['searches']>): StoredSearch {
  return { ...toSearch(row), secretEncrypted: row.secret_encrypted };
}

function toSearch(row: Selectable<Tables['searches']>): Search {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    service: row.service,
    language: row.language,
    country: row.country,
    instanceUrl: row.instance_url,
    hasSecret: row.secret_encrypted !== null,
    isExact: row.is_exact,
    isWhole: row.is_whole,
    createdAt: row.created_at,
  };
}
