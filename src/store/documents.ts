/** Documents: stored once whoever finds them, then claimed for analysis. */
import { type RawBuilder, sql } from 'kysely';
import type { NewId } from '../base/ids.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { Document } from '../domain/document.ts';
import { type Db, UNLEASED } from './database.ts';

export type NewDocument = Omit<Document, 'id' | 'arrivedAt'> &
  Readonly<{
    /** What makes it the same document when it is found again. */
    keyHash: Uint8Array;
  }>;

/** Texts are long: this many rows keep one statement within a few megabytes. */
const DOCUMENTS_PER_STATEMENT = 100;
const KEYS_PER_DELETE = 10_000;

/**
 * Stores what is new and returns how many that were.
 *
 * A document that is known keeps its first text; if it was not known *from this source*, the source is added and the
 * document is analysed again, because other agencies may listen here. Run it in a transaction.
 *
 * Shape:   documents: no two with one key, published at or before arrivedAt.
 */
export async function recordDocuments(
  db: Db,
  deps: Readonly<{ newId: NewId }>,
  input: Readonly<{ sourceId: string; arrivedAt: Date; documents: readonly NewDocument[] }>,
): Promise<number> {
  // in the keys' order, so that two workers with the same documents wait for each other instead of blocking
  const documents = input.documents
    .map((document) => ({ ...document, id: deps.newId(), keyHash: Buffer.from(document.keyHash) }))
    .sort((one, other) => Buffer.compare(one.keyHash, other.keyHash));
  const newIds = new Set<string>();
  for (let start = 0; start < documents.length; start += DOCUMENTS_PER_STATEMENT) {
    const part = documents.slice(start, start + DOCUMENTS_PER_STATEMENT);
    for (const id of await insertNew(db, input.arrivedAt, part)) newIds.add(id);
  }
  // after all keys, for the same reason: who waits for a key holds no document that another waits for
  await linkSource(db, { sourceId: input.sourceId, keyHashes: documents.map((document) => document.keyHash), newIds });
  return newIds.size;
}

export type ClaimedDocument = Document & Readonly<{ round: number }>;

/**
 * Leases documents that wait for analysis, the newest first: a month that is ordered again for a new query must not keep
 * what is said now waiting.
 */
export async function claimUnanalysedDocuments(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
): Promise<readonly ClaimedDocument[]> {
  const { rows } = await sql<ClaimedRow>`
    with claimed as (
      select arrived_at, id from documents
      where analysed_at is null and analysis_leased_until <= ${claim.now}
      order by arrived_at desc limit ${claim.limit} for update skip locked
    )
    update documents set analysis_leased_until = ${claim.leasedUntil}
    from claimed where documents.arrived_at = claimed.arrived_at and documents.id = claimed.id
    returning documents.id, documents.arrived_at, documents.published_at, documents.is_published_at_known, documents.is_backlog,
      documents.url, documents.site, documents.title, documents.text, documents.author, documents.analysis_round`.execute(
    db,
  );
  // "update … returning" keeps no order
  rows.sort((one, other) => one.arrived_at.getTime() - other.arrived_at.getTime() || (one.id < other.id ? -1 : 1));
  return rows.map((row) => ({
    id: row.id,
    arrivedAt: row.arrived_at,
    publishedAt: row.published_at,
    isPublishedAtKnown: row.is_published_at_known,
    isBacklog: row.is_backlog,
    url: row.url,
    site: row.site,
    title: row.title,
    text: row.text,
    author: row.author,
    round: row.analysis_round,
  }));
}

export type DocumentAnalysis = Readonly<{
  document: ClaimedDocument;
  language: string | null;
  storyId: string;
}>;

/** Ticks the documents off, except those that were ordered again since they were claimed. */
export async function recordAnalyses(
  db: Db,
  input: Readonly<{ analysedAt: Date; analyses: readonly DocumentAnalysis[] }>,
): Promise<void> {
  const { analyses } = input;
  await sql`
    with done as (
      select * from unnest(
        ${analyses.map(({ document }) => document.id)}::uuid[],
        ${analyses.map(({ document }) => document.arrivedAt)}::timestamptz[],
        ${analyses.map(({ document }) => document.round)}::int[],
        ${analyses.map(({ language }) => language)}::text[],
        ${analyses.map(({ storyId }) => storyId)}::text[]
      ) as done (id, arrived_at, round, language, story_id)
    ), ${lockInOrder(sql`select id, arrived_at from done`)}
    update documents set language = done.language, story_id = done.story_id, analysed_at = ${input.analysedAt}
    from locked join done using (id, arrived_at)
    where documents.arrived_at = locked.arrived_at and documents.id = locked.id
      and documents.analysis_round = done.round`.execute(db);
}

/** How far an order of analysis has come: it goes from the newest document to the oldest. */
export type ReorderCursor = Readonly<{ arrivedAt: Date; id: string }>;

/**
 * Orders a new analysis of what an agency can hear, because a query or a subscription changed: of the newest documents
 * before the cursor, a limited number at once, because an agency may hear a million of them.
 *
 * Shape:   brandId, sourceId: null is every one.
 *          since: nothing that arrived earlier is touched. Returns where to go on, null where nothing is left.
 */
export async function reorderAnalysis(
  db: Db,
  input: Readonly<{
    agencyId: string;
    brandId: string | null;
    sourceId: string | null;
    since: Date;
    before: ReorderCursor | null;
    limit: number;
  }>,
): Promise<ReorderCursor | null> {
  const { before } = input;
  const isBefore =
    before === null
      ? sql`true`
      : sql`(document_sources.arrived_at, document_sources.document_id) < (${before.arrivedAt}, ${before.id}::uuid)
          and document_sources.arrived_at <= ${before.arrivedAt}`;
  const { rows } = await sql<{ id: string; arrived_at: Date }>`
    select distinct document_sources.arrived_at, document_sources.document_id as id from document_sources
      join subscriptions on subscriptions.source_id = document_sources.source_id
    where document_sources.arrived_at >= ${input.since} and ${isBefore} and subscriptions.agency_id = ${input.agencyId}
      and (subscriptions.brand_id is null or ${input.brandId}::uuid is null or subscriptions.brand_id = ${input.brandId})
      and (${input.sourceId}::uuid is null or document_sources.source_id = ${input.sourceId})
    order by document_sources.arrived_at desc, document_sources.document_id desc limit ${input.limit}`.execute(db);
  await orderAgain(db, rows);
  const last = rows.at(-1);
  return last === undefined ? null : { arrivedAt: last.arrived_at, id: last.id };
}

/** How many documents arrived in the range. */
export async function countDocuments(db: Db, range: TimeRange): Promise<number> {
  const row = await db
    .selectFrom('documents')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('arrived_at', '>=', range.from)
    .where('arrived_at', '<', range.until)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Forgets the keys and sources of documents whose partitions are gone: a month of them is too much for one statement. */
export async function deleteDocumentKeysBefore(db: Db, before: Date): Promise<void> {
  for (const table of [sql.table('document_keys'), sql.table('document_sources')]) {
    let deletedCount: bigint;
    do {
      const result = await sql`
        delete from ${table} where ctid = any(array(
          select ctid from ${table} where arrived_at < ${before} limit ${KEYS_PER_DELETE}
        ))`.execute(db);
      deletedCount = result.numAffectedRows ?? 0n;
    } while (deletedCount > 0n);
  }
}

type ClaimedRow = Readonly<{
  id: string;
  arrived_at: Date;
  published_at: Date;
  is_published_at_known: boolean;
  is_backlog: boolean;
  url: string | null;
  site: string;
  title: string | null;
  text: string;
  author: string | null;
  analysis_round: number;
}>;

type KeyedDocument = Omit<NewDocument, 'keyHash'> & Readonly<{ id: string; keyHash: Buffer }>;

async function insertNew(db: Db, arrivedAt: Date, documents: readonly KeyedDocument[]): Promise<ReadonlySet<string>> {
  const keys = await db
    .insertInto('document_keys')
    .values(documents.map(({ keyHash, id }) => ({ key_hash: keyHash, document_id: id, arrived_at: arrivedAt })))
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .returning('document_id')
    .execute();
  const newIds = new Set(keys.map((key) => key.document_id));
  const rows = documents.filter((document) => newIds.has(document.id));
  if (rows.length === 0) return newIds;
  await db
    .insertInto('documents')
    .values(
      rows.map((document) => ({
        id: document.id,
        arrived_at: arrivedAt,
        published_at: document.publishedAt,
        is_published_at_known: document.isPublishedAtKnown,
        is_backlog: document.isBacklog,
        url: document.url,
        site: document.site,
        title: document.title,
        text: document.text,
        author: document.author,
        language: null,
        story_id: null,
        analysed_at: null,
      })),
    )
    .execute();
  return newIds;
}

async function linkSource(
  db: Db,
  input: Readonly<{ sourceId: string; keyHashes: readonly Buffer[]; newIds: ReadonlySet<string> }>,
): Promise<void> {
  const linked = await sql<{ document_id: string; arrived_at: Date }>`
    insert into document_sources (document_id, source_id, arrived_at)
    select document_id, ${input.sourceId}, arrived_at from document_keys where key_hash = any(${input.keyHashes}::bytea[])
    on conflict do nothing returning document_id, arrived_at`.execute(db);
  await orderAgain(
    db,
    linked.rows
      .filter((row) => !input.newIds.has(row.document_id))
      .map((row) => ({ id: row.document_id, arrived_at: row.arrived_at })),
  );
}

/** Makes the documents wait for analysis again, also those that are being analysed now. */
async function orderAgain(db: Db, rows: readonly Readonly<{ id: string; arrived_at: Date }>[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  const arrivals = rows.map((row) => row.arrived_at);
  await sql`
    with ${lockInOrder(sql`select * from unnest(${ids}::uuid[], ${arrivals}::timestamptz[]) as again (id, arrived_at)`)}
    update documents set analysed_at = null, analysis_round = analysis_round + 1, analysis_leased_until = ${UNLEASED}
    from locked where documents.arrived_at = locked.arrived_at and documents.id = locked.id`.execute(db);
}

/** The part of a statement that locks the documents it will change, always in one order: so nobody waits in a circle. */
function lockInOrder(wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`locked as (
    select documents.arrived_at, documents.id from documents join (${wanted}) as wanted using (arrived_at, id)
    order by documents.arrived_at, documents.id for update of documents
  )`;
}
