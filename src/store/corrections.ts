/** Corrections: what readers said of mentions' sentiment, and what is learned from it. */
import { type Selectable, sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import {
  type Mention,
  passagesTextOf,
  type Sentiment,
  type SentimentJudge,
  type SentimentLabel,
} from '../domain/mention.ts';
import { measureReliability, type Reading, type Reliability } from '../domain/reliability.ts';
import type { SourceKind } from '../domain/source.ts';
import { type Db, isAmong, toJsonb } from './database.ts';
import { deleteInParts } from './delete-in-parts.ts';
import type { Tables } from './tables.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** What a reader said of one document's sentiment towards a brand. */
export type StoredCorrection = BrandKey &
  Readonly<{
    documentId: string;
    storyId: string;
    label: SentimentLabel;
    by: string;
    at: Date;
  }>;

/** As it is learned from. */
export type TaughtCorrection = Readonly<{
  text: string;
  language: string | null;
  /** What the model alone had said. */
  sentiment: Sentiment;
  label: SentimentLabel;
}>;

/** The newest are learned from: a brand's talk changes, and thousands teach no better. */
const CORRECTIONS_PER_BRAND_MAX = 500;

/** Brands share so many locks: one each could be more than the server keeps. */
const LOCK_COUNT = 64;

/**
 * Makes recording mentions and correcting them take turns, brand by brand: else what a reader says while a copy or an
 * edit is being recorded would never reach it. Whoever records shares the lock with others who record; whoever corrects
 * has it alone. Take it before any row is locked; it lasts as long as the transaction.
 */
export async function lockCorrections(
  db: Db,
  brandIds: readonly string[],
  use: 'to record' | 'to correct',
): Promise<void> {
  if (brandIds.length === 0) return;
  const lock = use === 'to record' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await sql`
    select ${lock}(${ADVISORY_CLASS}, number) from (
      select distinct abs(hashtext(id) % ${LOCK_COUNT}) as number from unnest(${brandIds}::text[]) as brand (id)
      order by 1
    ) as numbers`.execute(db);
}

/** Any fixed number that no other lock of ours has. */
const ADVISORY_CLASS = 7_316_204;

/** Keeps what a reader said of the mention; the last word counts. Returns the stories that it holds for now or held for. */
export async function recordCorrection(
  db: Db,
  mention: Mention,
  correction: Readonly<{ label: SentimentLabel; by: string; at: Date }>,
): Promise<readonly string[]> {
  const former = await selectOwn(db, mention).select(['story_id', 'text']).executeTakeFirst();
  const text = passagesTextOf(mention);
  const judged = { judged: toJsonb(mention.correction?.before ?? mention.sentiment) };
  const said = {
    story_id: mention.storyId,
    label: correction.label,
    model_sentiment: toJsonb(mention.modelSentiment ?? mention.sentiment),
    text,
    language: mention.language,
    corrected_by: correction.by,
    corrected_at: correction.at,
  };
  await db
    .insertInto('corrections')
    .values({
      agency_id: mention.agencyId,
      brand_id: mention.brandId,
      document_id: mention.documentId,
      source_kind: mention.sourceKind,
      site: mention.site,
      ...judged,
      ...said,
    })
    .onConflict((conflict) =>
      // who changes her mind corrects herself, not what was judged; an edited text was judged anew
      conflict.constraint('corrections_pkey').doUpdateSet({ ...said, ...(former?.text === text ? {} : judged) }),
    )
    .execute();
  return former === undefined ? [mention.storyId] : [mention.storyId, former.story_id];
}

/**
 * Takes back what was said of the mention, or, where nothing was said of itself, what was said of its story. Returns the
 * stories that it held for.
 */
export async function deleteCorrection(db: Db, mention: Mention): Promise<readonly string[]> {
  const { agencyId, brandId, documentId, storyId } = mention;
  const own = await selectOwn(db, mention).select('story_id').executeTakeFirst();
  const ofBrand = db.deleteFrom('corrections').where('agency_id', '=', agencyId).where('brand_id', '=', brandId);
  const meant =
    own === undefined ? ofBrand.where('story_id', '=', storyId) : ofBrand.where('document_id', '=', documentId);
  await meant.execute();
  return own === undefined ? [storyId] : [storyId, own.story_id];
}

function selectOwn(db: Db, { agencyId, brandId, documentId }: Mention) {
  return db
    .selectFrom('corrections')
    .where('agency_id', '=', agencyId)
    .where('brand_id', '=', brandId)
    .where('document_id', '=', documentId);
}

/** What was said longer ago than mentions are kept goes with them. */
export async function deleteCorrectionsBefore(db: Db, before: Date): Promise<void> {
  await deleteInParts(db, sql`corrections`, sql`corrected_at < ${before}`);
}

type MentionKey = BrandKey & Readonly<{ documentId: string; storyId: string }>;

/**
 * What was said of each of the mentions: of its own document, or else, the newest word, of its story.
 *
 * Shape:   in the mentions' order; null where nobody said anything.
 */
export async function findCorrections(
  db: Db,
  mentions: readonly MentionKey[],
): Promise<readonly (StoredCorrection | null)[]> {
  if (mentions.length === 0) return [];
  const keys = sql`
    ${mentions.map(({ agencyId }) => agencyId)}::uuid[], ${mentions.map(({ brandId }) => brandId)}::uuid[]`;
  // two selects, because no index serves an "or"
  const { rows } = await sql<CorrectionRow>`
    select corrections.* from corrections join (
      select distinct * from unnest(${keys}, ${mentions.map(({ storyId }) => storyId)}::text[])
        as story (agency_id, brand_id, story_id)
    ) as stories using (agency_id, brand_id, story_id)
    union
    select corrections.* from corrections join (
      select distinct * from unnest(${keys}, ${mentions.map(({ documentId }) => documentId)}::uuid[])
        as document (agency_id, brand_id, document_id)
    ) as documents using (agency_id, brand_id, document_id)
    order by corrected_at, document_id`.execute(db);
  const byPlace = new Map<string, StoredCorrection>();
  for (const row of rows) {
    const correction = toCorrection(row);
    byPlace.set(toPlace(correction, correction.storyId), correction);
    byPlace.set(toPlace(correction, correction.documentId), correction);
  }
  return mentions.map(
    (mention) =>
      byPlace.get(toPlace(mention, mention.documentId)) ?? byPlace.get(toPlace(mention, mention.storyId)) ?? null,
  );
}

function toPlace({ agencyId, brandId }: BrandKey, id: string): string {
  return `${agencyId} ${brandId} ${id}`;
}

/** What was judged by the machine as it is now; not by word lists of earlier versions, and not by nobody. */
const MACHINES = ['model', 'plugin', 'stand-in', 'learned'] as const satisfies readonly SentimentJudge[];

/**
 * What readers said of each brand's mentions, in the order in which they said it: what they corrected or confirmed, and
 * what they handled as it stood. The newest of each.
 */
export async function listTaughtCorrections(
  db: Db,
  brandIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TaughtCorrection[]>> {
  if (brandIds.length === 0) return new Map();
  const wanted = sql`unnest(${brandIds}::uuid[]) as wanted (id)`;
  const said = await sql<SaidRow>`
    select brand_id as "brandId", text, language, model_sentiment as sentiment, label, corrected_at as at
    from ${wanted} cross join lateral (
      select * from corrections where brand_id = wanted.id
      order by corrected_at desc limit ${CORRECTIONS_PER_BRAND_MAX}
    ) as newest`.execute(db);
  const handled = await sql<HandledRow>`
    select brand_id as "brandId", passages, title, excerpt, language, sentiment_label as label, published_at as at,
      coalesce(model_sentiment, jsonb_build_object('label', sentiment_label, 'score', sentiment_score,
        'confidence', sentiment_confidence, 'judgedBy', sentiment_by)) as sentiment
    from ${wanted} cross join lateral (
      select * from mentions where brand_id = wanted.id and status = 'handled' and corrected_by is null
      order by published_at desc limit ${CORRECTIONS_PER_BRAND_MAX}
    ) as newest where sentiment_by = any(${MACHINES}::text[])`.execute(db);
  const taught = [...said.rows, ...handled.rows.map((row) => ({ ...row, text: passagesTextOf(row) }))];
  return new Map(
    [...Map.groupBy(taught, ({ brandId }) => brandId)].map(([brandId, ofBrand]) => [
      brandId,
      // what was said comes before what was only handled
      ofBrand.slice(0, CORRECTIONS_PER_BRAND_MAX).sort((one, other) => one.at.getTime() - other.at.getTime()),
    ]),
  );
}

type SaidRow = TaughtCorrection & Readonly<{ brandId: string; at: Date }>;
type HandledRow = Omit<SaidRow, 'text'> & Pick<Mention, 'passages' | 'title' | 'excerpt'>;

/** A part of a brand's mentions: those in one language (null: none could be told), of one kind of source, of one site. */
export type ReliabilityOf<Value> = Reliability & Readonly<{ value: Value }>;

export type BrandReliability = Reliability &
  Readonly<{
    /** Each with the most read first. */
    byLanguage: readonly ReliabilityOf<string | null>[];
    bySourceKind: readonly ReliabilityOf<SourceKind>[];
    bySite: readonly ReliabilityOf<string>[];
  }>;

/** What was read longer ago says little of how the talk is judged now. */
const READINGS_REACH_MS = 90 * DAY_MS;

/**
 * How right a brand's sentiment was in the last ninety days: of mentions that were corrected or confirmed, and of those
 * that were handled as they stood. What nobody judged, and what word lists of earlier versions judged, is not counted.
 *
 * A story counts once for each mention that somebody read, never for those that a correction was carried over to.
 */
export async function readReliability(db: Db, key: BrandKey, now: Date): Promise<BrandReliability> {
  const rows = await listReadings(db, [key], now);
  return {
    ...measureReliability(rows),
    byLanguage: measureParts(rows, ({ language }) => language),
    bySourceKind: measureParts(rows, ({ sourceKind }) => sourceKind),
    bySite: measureParts(rows, ({ site }) => site),
  };
}

/** The same of many brands, without its parts; by brand. */
export async function readReliabilities(
  db: Db,
  keys: readonly BrandKey[],
  now: Date,
): Promise<ReadonlyMap<string, Reliability>> {
  const byBrand = Map.groupBy(await listReadings(db, keys, now), ({ brandId }) => brandId);
  return new Map(keys.map(({ brandId }) => [brandId, measureReliability(byBrand.get(brandId) ?? [])]));
}

async function listReadings(db: Db, keys: readonly BrandKey[], now: Date): Promise<readonly PlacedReading[]> {
  const since = addMs(now, -READINGS_REACH_MS);
  const pairs = keys.map(({ agencyId, brandId }) => ({ agencyId, id: brandId }));
  const isOfThem = isAmong({ agencyId: 'agency_id', id: 'brand_id' }, pairs);
  const { rows } = await sql<PlacedReading>`
    select "brandId", language, source_kind as "sourceKind", site, judged, said, count(*)::int as count from (
      select brand_id as "brandId", language, source_kind, site, judged ->> 'label' as judged, label as said from corrections
      where ${isOfThem} and corrected_at >= ${since} and judged ->> 'judgedBy' = any(${MACHINES}::text[])
      union all
      select brand_id, language, source_kind, site, sentiment_label, sentiment_label from mentions
      where ${isOfThem} and published_at >= ${since} and arrived_at >= ${since} and status = 'handled'
        and corrected_by is null and sentiment_by = any(${MACHINES}::text[])
    ) as readings group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`.execute(db);
  return rows;
}

type PlacedReading = Reading &
  Readonly<{ brandId: string; language: string | null; sourceKind: SourceKind; site: string }>;

function measureParts<Value>(
  readings: readonly PlacedReading[],
  toValue: (reading: PlacedReading) => Value,
): readonly ReliabilityOf<Value>[] {
  return [...Map.groupBy(readings, toValue)]
    .map(([value, ofValue]) => ({ value, ...measureReliability(ofValue) }))
    .sort((one, other) => other.readCount - one.readCount);
}

type CorrectionRow = Pick<
  Selectable<Tables['corrections']>,
  'agency_id' | 'brand_id' | 'document_id' | 'story_id' | 'label' | 'corrected_by' | 'corrected_at'
>;

function toCorrection(row: CorrectionRow): StoredCorrection {
  return {
    agencyId: row.agency_id,
    brandId: row.brand_id,
    documentId: row.document_id,
    storyId: row.story_id,
    label: row.label,
    by: row.corrected_by,
    at: row.corrected_at,
  };
}
