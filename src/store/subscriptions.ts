/** Subscriptions: which sources an agency listens to. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { ReaderName, SourceKind, Subscription } from '../domain/source.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** Errors: SUBSCRIPTION_EXISTS, NOT_FOUND for another agency's brand. */
export async function createSubscription(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: Pick<Subscription, 'sourceId' | 'brandId'> &
    Partial<Pick<Subscription, 'searchId' | 'tags' | 'wantsFullText'>>,
): Promise<Subscription> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('subscriptions')
      .values({
        agency_id: agencyId,
        id: deps.newId(),
        source_id: input.sourceId,
        brand_id: input.brandId,
        search_id: input.searchId ?? null,
        tags: input.tags ?? [],
        wants_full_text: input.wantsFullText ?? false,
        created_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toSubscription(row);
}

/** Whether the agency listens to the URL for exactly this brand, or (null) for all. */
export async function isListeningTo(
  db: Db,
  agencyId: string,
  input: Readonly<{ url: string; brandId: string | null }>,
): Promise<boolean> {
  const row = await db
    .selectFrom('subscriptions')
    .innerJoin('sources', 'sources.id', 'subscriptions.source_id')
    .select('subscriptions.id')
    .where('subscriptions.agency_id', '=', agencyId)
    .where('sources.url', '=', input.url)
    .where('sources.owner_agency_id', 'is', null)
    .where('subscriptions.brand_id', 'is not distinct from', input.brandId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Newest last; at most `limit` after the given id. */
export async function listSubscriptions(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly Subscription[]> {
  let query = db.selectFrom('subscriptions').selectAll().where('agency_id', '=', agencyId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toSubscription);
}

/**
 * The source and its documents stay: they are not the agency's. A key that the agency gave for it goes with its last
 * subscription. Run it in a transaction.
 *
 * Errors:  NOT_FOUND, SUBSCRIPTION_OF_SEARCH for one that would come back with the next change of the query.
 */
export async function deleteSubscription(
  db: Db,
  key: Readonly<{ agencyId: string; subscriptionId: string }>,
): Promise<void> {
  const row = await db
    .selectFrom('subscriptions')
    .select('search_id')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.subscriptionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such subscription in this agency: list them at /v1/subscriptions.');
  }
  if (row.search_id !== null) {
    throw new AppError(
      'SUBSCRIPTION_OF_SEARCH',
      "This subscription belongs to a search for a brand: delete the search, listed at the brand's /searches.",
    );
  }
  await db
    .deleteFrom('subscriptions')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.subscriptionId)
    .execute();
  await forgetUnheardSecrets(db, key.agencyId);
}

/** Drops the keys of the agency's own sources that it no longer listens to. Run it after whatever ends subscriptions. */
export async function forgetUnheardSecrets(db: Db, agencyId: string): Promise<void> {
  const unheard = sql<boolean>`not exists (select 1 from subscriptions where source_id = sources.id)`;
  const rows = await db
    .selectFrom('sources')
    .select('id')
    .where('owner_agency_id', '=', agencyId)
    .where('secret_encrypted', 'is not', null)
    .where(unheard)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (rows.length === 0) return;
  // once more behind the locks: somebody may have been subscribing at this moment
  await db
    .updateTable('sources')
    .set({ secret_encrypted: null })
    .where('id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .where(unheard)
    .execute();
}

/** Who may have mentions of a document: an agency, for all its brands (null) or for one, and how it came to hear. */
export type Listener = Readonly<{
  documentId: string;
  agencyId: string;
  brandId: string | null;
  sourceKind: SourceKind;
  reader: ReaderName;
  tags: readonly string[];
  /** Of the search that the subscription belongs to; null: none. */
  country: string | null;
}>;

/** Who of these agencies hears of which of these documents. */
export async function listListeners(
  db: Db,
  of: Readonly<{ documentIds: readonly string[]; agencyIds: readonly string[] }>,
): Promise<readonly Listener[]> {
  if (of.documentIds.length === 0) return [];
  const rows = await db
    .selectFrom('document_sources')
    .innerJoin('subscriptions', 'subscriptions.source_id', 'document_sources.source_id')
    .innerJoin('sources', 'sources.id', 'document_sources.source_id')
    .leftJoin('searches', (join) =>
      join
        .onRef('searches.agency_id', '=', 'subscriptions.agency_id')
        .onRef('searches.id', '=', 'subscriptions.search_id'),
    )
    .select([
      'document_sources.document_id',
      'subscriptions.agency_id',
      'subscriptions.brand_id',
      'subscriptions.tags',
      'sources.kind',
      'sources.reader',
      'searches.country',
    ])
    .where('document_sources.document_id', '=', sql<string>`any(${of.documentIds}::uuid[])`)
    .where('subscriptions.agency_id', '=', sql<string>`any(${of.agencyIds}::uuid[])`)
    .orderBy('document_sources.document_id')
    .orderBy('document_sources.source_id')
    .orderBy('subscriptions.id')
    .execute();
  return rows.map((row) => ({
    documentId: row.document_id,
    agencyId: row.agency_id,
    brandId: row.brand_id,
    sourceKind: row.kind,
    reader: row.reader,
    tags: row.tags,
    country: row.country,
  }));
}

function toSubscription(row: Selectable<Tables['subscriptions']>): Subscription {
  return {
    agencyId: row.agency_id,
    id: row.id,
    sourceId: row.source_id,
    brandId: row.brand_id,
    searchId: row.search_id,
    tags: row.tags,
    wantsFullText: row.wants_full_text,
    createdAt: row.created_at,
  };
}
