/** The bands of stories: where a new document looks for one that already told the same. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { deleteInParts } from './delete-in-parts.ts';

/** The first document of a story, and what its copies share with it. */
export type FoundedStory = Readonly<{
  storyId: string;
  documentId: string;
  /** The document's own. */
  arrivedAt: Date;
  /** Whole numbers below 2^53. */
  bands: readonly number[];
}>;

/** A story that may be the one, with the words of its first document. */
export type StoryCandidate = FoundedStory & Readonly<{ title: string | null; text: string }>;

/** Those that share most come first; more would cost reading time and be chance meetings. */
const CANDIDATES_MAX = 400;
/** Fewer shared bands are a phrase that many texts have. */
const SHARED_BANDS_MIN = 2;
/** As much as a fingerprint reads. */
const CANDIDATE_TEXT_CHARS_MAX = 5_000;

/**
 * The stories of the time that share bands with any of the given ones: one query for a whole batch.
 *
 * Shape:   bands: of all documents of the batch. from, until: arrival of the story's first document, both inclusive.
 *          A candidate's bands are those that were asked for.
 */
export async function findStoryCandidates(
  db: Db,
  wanted: Readonly<{ bands: readonly number[]; from: Date; until: Date }>,
): Promise<readonly StoryCandidate[]> {
  if (wanted.bands.length === 0) return [];
  const { rows } = await sql<CandidateRow>`
    with shared as (
      select document_id, arrived_at, story_id, array_agg(band_hash::text) as bands from story_bands
      where band_hash = any(${wanted.bands}::bigint[]) and arrived_at between ${wanted.from} and ${wanted.until}
      group by document_id, arrived_at, story_id having count(*) >= ${SHARED_BANDS_MIN}
      order by count(*) desc, arrived_at, document_id limit ${CANDIDATES_MAX}
    )
    select shared.*, documents.title, left(documents.text, ${CANDIDATE_TEXT_CHARS_MAX}) as text
    from shared join documents on documents.arrived_at = shared.arrived_at and documents.id = shared.document_id`.execute(
    db,
  );
  return rows.map((row) => ({
    storyId: row.story_id,
    documentId: row.document_id,
    arrivedAt: row.arrived_at,
    bands: row.bands.map(Number),
    title: row.title,
    text: row.text,
  }));
}

/** Recording twice is harmless: a document founds one story. Run it in the transaction that stores its mentions. */
export async function recordStories(db: Db, stories: readonly FoundedStory[]): Promise<void> {
  const founded = stories.filter(({ bands }) => bands.length > 0);
  if (founded.length === 0) return;
  // in the key's order, so that two workers with the same documents wait for each other instead of blocking
  await sql`
    insert into story_bands (band_hash, document_id, story_id, arrived_at)
    select band_hash, document_id, story_id, arrived_at from unnest(
      ${founded.map(({ documentId }) => documentId)}::uuid[],
      ${founded.map(({ storyId }) => storyId)}::text[],
      ${founded.map(({ arrivedAt }) => arrivedAt)}::timestamptz[],
      ${founded.map(({ bands }) => bands.join(','))}::text[]
    ) as founded (document_id, story_id, arrived_at, bands),
      unnest(string_to_array(bands, ',')::bigint[]) as band_hash
    order by band_hash, document_id
    on conflict do nothing`.execute(db);
}

/** Forgets stories that nothing new is compared with. */
export async function deleteStoryBandsBefore(db: Db, before: Date): Promise<void> {
  await deleteInParts(db, sql`story_bands`, sql`arrived_at < ${before}`);
}

type CandidateRow = Readonly<{
  document_id: string;
  arrived_at: Date;
  story_id: string;
  bands: readonly string[];
  title: string | null;
  text: string;
}>;
