/** Documents: stored once whoever finds them, then claimed for analysis. */
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import type { NewId } from '../base/ids.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { Document } from '../domain/document.ts';
import type { DocumentType } from '../domain/document-facts.ts';
import { type Db, UNLEASED } from './database.ts';
import { deleteInParts } from './delete-in-parts.ts';

export type NewDocument = Omit<Document, 'id' | 'arrivedAt' | 'type'> &
  Readonly<{
    /** Null or left out where the reader could not tell. */
    type?: DocumentType | null;
    /** What makes it the same document when it is found again. */
    keyHash: Uint8Array;
    /** Who tells it here, and whether that is the document's own site. */
    sourceId: string;
    isOwnSite: boolean;
  }>;

/** Texts are long: this many rows keep one statement within a few megabytes. */
const DOCUMENTS_PER_STATEMENT = 500;
const TOLD_AT_PRECISION_MS = 30 * DAY_MS;

/** A document as it was stored just now. */
export type StoredDocument = Readonly<{ id: string; sourceId: string; arrivedAt: Date; url: string | null }>;

/** An entry that this source had not brought before, whoever else had. */
export type HeardDocument = StoredDocument & Readonly<{ publishedAt: Date; isPublishedAtKnown: boolean }>;

/**
 * Stores what is new, follows what was edited, and returns the new documents with the source that brought each, and what
 * each source brought for its own first time.
 *
 * A document that is known but not *from this source* gets the source added and is analysed again, because other
 * agencies may listen there. Its text is changed only by whoever told it first, or by its own site if somebody else told
 * it first: no feed can put words into another site's article. Run it in a transaction.
 *
 * Shape:   keptFrom: what arrived before is gone, though its key is known as long as it is told.
 *          documents: published at or before arrivedAt; of those with one key in one batch, the own site's is kept.
 */
export async function recordDocuments(
  db: Db,
  deps: Readonly<{ newId: NewId }>,
  input: Readonly<{ arrivedAt: Date; keptFrom: Date; documents: readonly NewDocument[] }>,
): Promise<Readonly<{ stored: readonly StoredDocument[]; heard: readonly HeardDocument[] }>> {
  // in the keys' order, so that two workers with the same documents wait for each other instead of blocking
  const told = input.documents
    .map((document) => ({
      ...document,
      id: deps.newId(),
      keyHash: Buffer.from(document.keyHash),
      contentHash: hashContent(document),
    }))
    .sort(
      (one, other) => Buffer.compare(one.keyHash, other.keyHash) || Number(other.isOwnSite) - Number(one.isOwnSite),
    );
  const distinct = told.filter((document, index) => !told[index - 1]?.keyHash.equals(document.keyHash));
  const newIds = new Set<string>();
  for (let start = 0; start < distinct.length; start += DOCUMENTS_PER_STATEMENT) {
    const part = distinct.slice(start, start + DOCUMENTS_PER_STATEMENT);
    for (const id of await insertNew(db, input.arrivedAt, part)) newIds.add(id);
  }
  // after all keys, for the same reason: who waits for a key holds no document that another waits for
  const known = told.filter((document) => !newIds.has(document.id));
  const { heard, again } = await linkSources(db, { told, newIds, keptFrom: input.keptFrom });
  if (known.length > 0) await renewKeys(db, known, input.arrivedAt);
  const edits = known.length > 0 ? await findEdits(db, known) : [];
  // all of them locked at once and in order, before any is written
  await orderAgain(db, [...again, ...edits.map(({ row }) => row)]);
  await writeEdits(db, edits);
  const stored = distinct
    .filter(({ id }) => newIds.has(id))
    .map(({ id, sourceId, url }) => ({ id, sourceId, url, arrivedAt: input.arrivedAt }));
  return { stored, heard };
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
      documents.url, documents.site, documents.title, documents.text, documents.author, documents.type, documents.analysis_round`.execute(
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
    type: row.type,
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

/**
 * Forgets the sources of documents whose partitions are gone, and their keys unless a source still tells them: a month of
 * them is too much for one statement.
 */
export async function deleteDocumentKeysBefore(db: Db, before: Date): Promise<void> {
  await deleteInParts(db, sql`document_keys`, sql`told_at < ${before}`);
  await deleteInParts(db, sql`document_sources`, sql`arrived_at < ${before}`);
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
  type: DocumentType | null;
  analysis_round: number;
}>;

type LinkedRow = Readonly<{ document_id: string; arrived_at: Date; index: number }>;

type DocumentRow = Readonly<{ id: string; arrived_at: Date }>;

type Edit = Readonly<{ row: DocumentRow; edited: KeyedDocument }>;

type KeyedDocument = Omit<NewDocument, 'keyHash'> & Readonly<{ id: string; keyHash: Buffer; contentHash: Buffer }>;

/** As JSON in one parameter: thousands of parameters cost more than what they carry. */
async function insertNew(db: Db, arrivedAt: Date, documents: readonly KeyedDocument[]): Promise<ReadonlySet<string>> {
  const keys = documents.map((document) => ({
    key_hash: toHex(document.keyHash),
    document_id: document.id,
    content_hash: toHex(document.contentHash),
    teller_source_id: document.sourceId,
    is_teller_own_site: document.isOwnSite,
  }));
  const { rows: inserted } = await sql<{ document_id: string }>`
    insert into document_keys (key_hash, document_id, arrived_at, told_at, content_hash, teller_source_id, is_teller_own_site)
    select key_hash, document_id, ${arrivedAt}, ${arrivedAt}, content_hash, teller_source_id, is_teller_own_site
    from json_to_recordset(${JSON.stringify(keys)}::json) as told (
      key_hash bytea, document_id uuid, content_hash bytea, teller_source_id uuid, is_teller_own_site boolean
    )
    on conflict (key_hash) do nothing returning document_id`.execute(db);
  const newIds = new Set(inserted.map((row) => row.document_id));
  const rows = documents
    .filter((document) => newIds.has(document.id))
    .map((document) => ({
      id: document.id,
      published_at: document.publishedAt,
      is_published_at_known: document.isPublishedAtKnown,
      is_backlog: document.isBacklog,
      url: document.url,
      site: document.site,
      // half a surrogate is no character, and JSON would carry it to the database
      title: document.title?.toWellFormed(),
      text: document.text.toWellFormed(),
      author: document.author?.toWellFormed(),
      type: document.type,
    }));
  if (rows.length === 0) return newIds;
  await sql`
    insert into documents
      (id, arrived_at, published_at, is_published_at_known, is_backlog, url, site, title, text, author, type)
    select id, ${arrivedAt}, published_at, is_published_at_known, is_backlog, url, site, title, text, author, type
    from json_to_recordset(${JSON.stringify(rows)}::json) as told (
      id uuid, published_at timestamptz, is_published_at_known boolean, is_backlog boolean, url text, site text,
      title text, text text, author text, type text
    )`.execute(db);
  return newIds;
}

/** How bytea is written in text. */
function toHex(hash: Buffer): string {
  return `\\x${hash.toString('hex')}`;
}

async function linkSources(
  db: Db,
  input: Readonly<{ told: readonly KeyedDocument[]; newIds: ReadonlySet<string>; keptFrom: Date }>,
): Promise<Readonly<{ heard: readonly HeardDocument[]; again: readonly DocumentRow[] }>> {
  const { told } = input;
  const linked = await sql<LinkedRow>`
    with told as (
      select document_id, source_id, arrived_at, position
      from unnest(${told.map(({ keyHash }) => keyHash)}::bytea[], ${told.map(({ sourceId }) => sourceId)}::uuid[])
        with ordinality as told (key_hash, source_id, position) join document_keys using (key_hash)
      where arrived_at >= ${input.keptFrom}
    ), linked as (
      insert into document_sources (document_id, source_id, arrived_at)
      select document_id, source_id, arrived_at from told order by document_id, source_id
      on conflict do nothing returning document_id, source_id
    )
    select document_id, source_id, arrived_at, position::int - 1 as index from linked join told using (document_id, source_id)`.execute(
    db,
  );
  const again = linked.rows
    .filter((row) => !input.newIds.has(row.document_id))
    .map((row) => ({ id: row.document_id, arrived_at: row.arrived_at }));
  const heard = linked.rows.flatMap(({ index, document_id: id, arrived_at: arrivedAt }) => {
    const document = told[index];
    if (document === undefined) return [];
    const { sourceId, url, publishedAt, isPublishedAtKnown } = document;
    return [{ id, arrivedAt, sourceId, url, publishedAt, isPublishedAtKnown }];
  });
  return { heard, again };
}

/** A key that is still told outlives its document: else an undated entry would be news again every thirteen months. */
async function renewKeys(db: Db, known: readonly KeyedDocument[], toldAt: Date): Promise<void> {
  const isStale = sql`told_at < ${addMs(toldAt, -TOLD_AT_PRECISION_MS)}`;
  const { rows } = await sql<{ key_hash: Buffer }>`
    select key_hash from document_keys where key_hash = any(${known.map(({ keyHash }) => keyHash)}::bytea[]) and ${isStale}
    order by key_hash for update`.execute(db);
  if (rows.length === 0) return;
  await sql`
    update document_keys set told_at = ${toldAt} where key_hash = any(${rows.map((row) => row.key_hash)}::bytea[])`.execute(
    db,
  );
}

/** What its teller says otherwise now. */
async function findEdits(db: Db, known: readonly KeyedDocument[]): Promise<readonly Edit[]> {
  const { rows } = await sql<{ key_hash: Buffer; source_id: string; document_id: string; arrived_at: Date }>`
    with told as (
      select * from unnest(
        ${known.map(({ keyHash }) => keyHash)}::bytea[], ${known.map(({ contentHash }) => contentHash)}::bytea[],
        ${known.map(({ sourceId }) => sourceId)}::uuid[], ${known.map(({ isOwnSite }) => isOwnSite)}::boolean[]
      ) as told (key_hash, content_hash, source_id, is_own_site)
    ), edited as (
      select distinct on (document_keys.key_hash) document_keys.key_hash, told.content_hash, told.source_id, told.is_own_site
      from told join document_keys using (key_hash)
      where document_keys.content_hash <> told.content_hash
        and (document_keys.teller_source_id = told.source_id or (told.is_own_site and not document_keys.is_teller_own_site))
      order by document_keys.key_hash
    ), locked as (
      select document_keys.key_hash from document_keys join edited using (key_hash)
      order by document_keys.key_hash for update of document_keys
    )
    update document_keys set content_hash = edited.content_hash, teller_source_id = edited.source_id,
      is_teller_own_site = edited.is_own_site
    from locked join edited using (key_hash) where document_keys.key_hash = locked.key_hash
    returning document_keys.key_hash, edited.source_id, document_keys.document_id, document_keys.arrived_at`.execute(
    db,
  );
  return rows.flatMap((row) => {
    const edited = known.find((each) => each.sourceId === row.source_id && each.keyHash.equals(row.key_hash));
    return edited === undefined ? [] : [{ row: { id: row.document_id, arrived_at: row.arrived_at }, edited }];
  });
}

async function writeEdits(db: Db, edits: readonly Edit[]): Promise<void> {
  for (const { row, edited } of edits) {
    await db
      .updateTable('documents')
      .set({
        title: edited.title,
        text: sql<string>`case when has_full_text then text else ${edited.text} end`,
        author: edited.author,
      })
      .where('arrived_at', '=', row.arrived_at)
      .where('id', '=', row.id)
      .execute();
  }
}

/** What an edit changes: what a document is, is settled when it is stored. */
function hashContent(document: Readonly<{ title: string | null; text: string }>): Buffer {
  return createHash('sha256')
    .update(`${document.title ?? ''}\n\n${document.text}`)
    .digest();
}

/** Makes the documents wait for analysis again, also those that are being analysed now. */
export async function orderAgain(db: Db, rows: readonly DocumentRow[]): Promise<void> {
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
