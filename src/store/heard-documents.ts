/** The documents that an agency hears by any of its subscriptions: what a query of it can find. */
import { type RawBuilder, sql } from 'kysely';
import type { DocumentType } from '../domain/document-facts.ts';
import type { Db } from './database.ts';

/** A document as a query sees it. */
export type HeardText = Readonly<{
  id: string;
  arrivedAt: Date;
  publishedAt: Date;
  title: string | null;
  text: string;
  url: string | null;
  site: string;
  author: string | null;
  type: DocumentType | null;
  language: string | null;
}>;

/** Where the read before ended. */
export type HeardCursor = Readonly<{ arrivedAt: Date; id: string }>;

/** By arrival, the newest first; at most `limit` before the cursor, nothing that arrived before `since`. */
export async function listHeardDocuments(
  db: Db,
  agencyId: string,
  page: Readonly<{ since: Date; before: HeardCursor | null; limit: number }>,
): Promise<readonly HeardText[]> {
  const { before } = page;
  const isBefore =
    before === null
      ? sql`true`
      : sql`(document_sources.arrived_at, document_sources.document_id) < (${before.arrivedAt}, ${before.id}::uuid)
          and document_sources.arrived_at <= ${before.arrivedAt}`;
  return await readDocuments(
    db,
    sql`select distinct document_sources.arrived_at, document_sources.document_id as id from document_sources
        join subscriptions on subscriptions.source_id = document_sources.source_id
      where subscriptions.agency_id = ${agencyId} and document_sources.arrived_at >= ${page.since} and ${isBefore}
      order by document_sources.arrived_at desc, document_sources.document_id desc limit ${page.limit}`,
  );
}

/** Those of these documents that the agency hears. */
export async function listHeardDocumentsById(
  db: Db,
  agencyId: string,
  ids: readonly string[],
): Promise<readonly HeardText[]> {
  if (ids.length === 0) return [];
  return await readDocuments(
    db,
    sql`select distinct document_sources.arrived_at, document_sources.document_id as id from document_sources
        join subscriptions on subscriptions.source_id = document_sources.source_id
      where subscriptions.agency_id = ${agencyId} and document_sources.document_id = any(${ids}::uuid[])`,
  );
}

async function readDocuments(db: Db, heard: RawBuilder<unknown>): Promise<readonly HeardText[]> {
  const { rows } = await sql<HeardText>`
    select documents.id, documents.arrived_at as "arrivedAt", published_at as "publishedAt", title, text, url, site, author,
      type, language
    from (${heard}) as heard join documents on documents.arrived_at = heard.arrived_at and documents.id = heard.id
    order by documents.arrived_at desc, documents.id desc`.execute(db);
  return rows;
}
