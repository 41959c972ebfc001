/** Marks: what readers said of mentions, and what a brand's relevance is learned from. */
import { sql } from 'kysely';
import type { Mention, Span } from '../domain/mention.ts';
import { type Db, toJsonb } from './database.ts';

/** A mention as it was marked. */
export type StoredMark = Readonly<{
  isAbout: boolean;
  title: string | null;
  excerpt: string;
  spans: readonly Span[];
}>;

/** The newest are learned from: a brand changes, and a model of thousands of marks learns no better. */
const MARKS_PER_BRAND_MAX = 500;

/** Keeps what a reader said of the mention; the last word counts. */
export async function recordMark(
  db: Db,
  mention: Mention,
  mark: Readonly<{ isAbout: boolean; markedAt: Date }>,
): Promise<void> {
  const { isAbout, markedAt } = mark;
  await db
    .insertInto('marks')
    .values({
      agency_id: mention.agencyId,
      brand_id: mention.brandId,
      document_id: mention.documentId,
      is_about: isAbout,
      title: mention.title,
      excerpt: mention.excerpt,
      spans: toJsonb(mention.spans),
      marked_at: markedAt,
    })
    .onConflict((conflict) =>
      conflict.constraint('marks_pkey').doUpdateSet({
        is_about: isAbout,
        title: mention.title,
        excerpt: mention.excerpt,
        spans: toJsonb(mention.spans),
        marked_at: markedAt,
      }),
    )
    .execute();
}

/** The newest marks of each brand, in the order in which they were made. */
export async function listMarks(
  db: Db,
  brandIds: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredMark[]>> {
  if (brandIds.length === 0) return new Map();
  const { rows } = await sql<StoredMark & { brand_id: string }>`
    select brand_id, is_about as "isAbout", title, excerpt, spans from (
      select *, row_number() over (partition by brand_id order by marked_at desc, document_id) as position from marks
      where brand_id = any(${brandIds}::uuid[])
    ) as numbered where position <= ${MARKS_PER_BRAND_MAX} order by brand_id, position desc`.execute(db);
  return Map.groupBy(rows, (row) => row.brand_id);
}
