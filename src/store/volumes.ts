/** Volumes: how much each brand is spoken of, by five minutes; hours, days and weeks are summed from them. */
import { type RawBuilder, sql } from 'kysely';
import { DAY_MS } from '../base/clock.ts';
import { localDays, type TimeRange } from '../base/zoned-time.ts';
import type { PeriodCounts } from '../domain/digest.ts';
import type { Mention, SentimentLabel } from '../domain/mention.ts';
import {
  BUCKET_MS,
  type FullVolume,
  toBucketStart,
  type Volume,
  type VolumePart,
  type VolumePartKind,
  type VolumeWidth,
} from '../domain/volume.ts';
import type { Db } from './database.ts';
import { markTalkStatesStale } from './talk-states.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** What of a mention is counted, and by what it is told apart. */
export type CountedMention = Pick<
  Mention,
  | 'agencyId'
  | 'brandId'
  | 'publishedAt'
  | 'sentiment'
  | 'storyId'
  | 'author'
  | 'site'
  | 'outletWeight'
  | 'isNewcomer'
  | 'sourceKind'
  | 'themes'
  | 'ownThemeIds'
>;

/** A mention that is counted from now on, or no longer: one that changes is both, as it was and as it is. */
export type VolumeChange = Readonly<{ mention: CountedMention; step: 1 | -1 }>;

/**
 * Counts the changes where the mentions were published. Run it in the transaction that changes the mentions, after them.
 *
 * Sums are added, which is right whatever others add at the same time. Distinct stories, authors and sites cannot be added:
 * where mentions were counted before, they are counted anew by a statement of its own, after the first has locked the
 * buckets' rows, so that it sees what whoever held them before has committed. A bucket of which mentions are no longer
 * kept keeps what was counted while they were.
 *
 * Source:  a thousand mentions recorded in one transaction cost 1.0 to 1.5 times what they cost with sums alone (of 1 to 50
 *          brands, published within 10 minutes to 24 hours, embedded, processor time; twice where the counting anew was
 *          done for every bucket).
 */
export async function addToVolumes(db: Db, changes: readonly VolumeChange[]): Promise<void> {
  const buckets = tallyByBucket(changes);
  if (buckets.length === 0) return;
  const toldAmongOthers = await addSums(db, buckets);
  await addParts(db, buckets);
  await recountTellers(db, toldAmongOthers);
  await markTalkStatesStale(db, buckets);
}

type Counts = { mentionCount: number; negativeCount: number; positiveCount: number };

type PartTally = Counts & Readonly<{ kind: VolumePartKind; part: string }>;

/** What the changes of one bucket come to. */
type BucketTally = Counts &
  BrandKey &
  Readonly<{
    bucketAt: Date;
    parts: Map<string, PartTally>;
    /** How many more mentions of each story, author and site. */
    tellers: Map<string, { mention: CountedMention; step: number }>;
  }> & { outletWeight: number; newcomerCount: number };

/** One tally per bucket, in the key's order, so that two workers never wait for each other in a circle. */
function tallyByBucket(changes: readonly VolumeChange[]): readonly BucketTally[] {
  const tallies = new Map<string, BucketTally>();
  for (const { mention, step } of changes) {
    const { agencyId, brandId, sentiment, outletWeight } = mention;
    const bucketAt = toBucketStart(mention.publishedAt);
    const key = toBucketKey({ agencyId, brandId, bucketAt });
    const tally = tallies.get(key) ?? {
      ...{ agencyId, brandId, bucketAt, outletWeight: 0, newcomerCount: 0, parts: new Map(), tellers: new Map() },
      ...noCounts(),
    };
    tallies.set(key, tally);
    count(tally, sentiment.label, step);
    tally.outletWeight += outletWeight * step;
    if (mention.isNewcomer) tally.newcomerCount += step;
    for (const [kind, part] of partsOf(mention)) {
      const partKey = `${kind} ${part}`;
      const partTally = tally.parts.get(partKey) ?? { kind, part, ...noCounts() };
      tally.parts.set(partKey, partTally);
      count(partTally, sentiment.label, step);
    }
    const tellerKey = JSON.stringify([mention.storyId, mention.author, mention.site]);
    const teller = tally.tellers.get(tellerKey) ?? { mention, step: 0 };
    tally.tellers.set(tellerKey, teller);
    teller.step += step;
  }
  return [...tallies.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, tally]) => tally)
    .filter((tally) => isMoved(tally) || isToldOtherwise(tally) || [...tally.parts.values()].some(isMoved));
}

function toBucketKey({ agencyId, brandId, bucketAt }: BrandKey & Readonly<{ bucketAt: Date }>): string {
  return `${agencyId} ${brandId} ${bucketAt.toISOString()}`;
}

function noCounts(): Counts {
  return { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
}

function count(counts: Counts, label: SentimentLabel, step: number): void {
  counts.mentionCount += step;
  if (label === 'negative') counts.negativeCount += step;
  if (label === 'positive') counts.positiveCount += step;
}

function partsOf(mention: CountedMention): readonly (readonly [VolumePartKind, string])[] {
  return [
    ['source-kind', mention.sourceKind],
    ...mention.themes.map((theme) => ['theme', theme] as const),
    ...mention.ownThemeIds.map((id) => ['own-theme', id] as const),
  ];
}

function isMoved({ mentionCount, negativeCount, positiveCount }: Counts): boolean {
  return mentionCount !== 0 || negativeCount !== 0 || positiveCount !== 0;
}

function isToldOtherwise({ tellers }: BucketTally): boolean {
  return [...tellers.values()].some(({ step }) => step !== 0);
}

/**
 * Locks the rows of all buckets, also of those whose sums stay: whoever changes their parts or tellers holds them. Returns
 * those whose tellers must be counted anew; where nothing was counted before, what the changes tell is the whole.
 */
async function addSums(db: Db, buckets: readonly BucketTally[]): Promise<readonly BucketTally[]> {
  const tellers = buckets.map(countNewTellers);
  const { rows } = await sql<{ agency_id: string; brand_id: string; bucket_at: Date; mention_count: number }>`
    insert into volumes (agency_id, brand_id, bucket_at, mention_count, negative_count, positive_count, outlet_weight,
      newcomer_count, story_count, author_count, site_count)
    select * from unnest(
      ${buckets.map((bucket) => bucket.agencyId)}::uuid[], ${buckets.map((bucket) => bucket.brandId)}::uuid[],
      ${buckets.map((bucket) => bucket.bucketAt)}::timestamptz[], ${buckets.map((bucket) => bucket.mentionCount)}::int[],
      ${buckets.map((bucket) => bucket.negativeCount)}::int[], ${buckets.map((bucket) => bucket.positiveCount)}::int[],
      ${buckets.map((bucket) => bucket.outletWeight)}::int[], ${buckets.map((bucket) => bucket.newcomerCount)}::int[],
      ${tellers.map(({ stories }) => stories)}::int[],
      ${tellers.map(({ authors }) => authors)}::int[], ${tellers.map(({ sites }) => sites)}::int[]
    )
    on conflict on constraint volumes_pkey do update set
      mention_count = volumes.mention_count + excluded.mention_count,
      negative_count = volumes.negative_count + excluded.negative_count,
      positive_count = volumes.positive_count + excluded.positive_count,
      outlet_weight = volumes.outlet_weight + excluded.outlet_weight,
      newcomer_count = volumes.newcomer_count + excluded.newcomer_count,
      story_count = case volumes.mention_count when 0 then excluded.story_count else volumes.story_count end,
      author_count = case volumes.mention_count when 0 then excluded.author_count else volumes.author_count end,
      site_count = case volumes.mention_count when 0 then excluded.site_count else volumes.site_count end
    returning agency_id, brand_id, bucket_at, mention_count`.execute(db);
  const sums = new Map(
    rows.map((row) => [
      toBucketKey({ agencyId: row.agency_id, brandId: row.brand_id, bucketAt: row.bucket_at }),
      row.mention_count,
    ]),
  );
  return buckets.filter((bucket) => isToldOtherwise(bucket) && sums.get(toBucketKey(bucket)) !== bucket.mentionCount);
}

function countNewTellers({ tellers }: BucketTally) {
  const told = [...tellers.values()].filter(({ step }) => step > 0).map(({ mention }) => mention);
  return {
    stories: new Set(told.map(({ storyId }) => storyId)).size,
    authors: new Set(told.map(({ author, site }) => JSON.stringify([author ?? '', site]))).size,
    sites: new Set(told.map(({ site }) => site)).size,
  };
}

async function addParts(db: Db, buckets: readonly BucketTally[]): Promise<void> {
  const parts = buckets.flatMap(({ agencyId, brandId, bucketAt, parts: ofBucket }) =>
    [...ofBucket.values()].filter(isMoved).map((part) => ({ ...part, agencyId, brandId, bucketAt })),
  );
  if (parts.length === 0) return;
  await sql`
    insert into volume_parts
      (agency_id, brand_id, part_kind, bucket_at, part, mention_count, negative_count, positive_count)
    select * from unnest(
      ${parts.map((part) => part.agencyId)}::uuid[], ${parts.map((part) => part.brandId)}::uuid[],
      ${parts.map((part) => part.kind)}::text[], ${parts.map((part) => part.bucketAt)}::timestamptz[],
      ${parts.map((part) => part.part)}::text[], ${parts.map((part) => part.mentionCount)}::int[],
      ${parts.map((part) => part.negativeCount)}::int[], ${parts.map((part) => part.positiveCount)}::int[]
    )
    on conflict on constraint volume_parts_pkey do update set
      mention_count = volume_parts.mention_count + excluded.mention_count,
      negative_count = volume_parts.negative_count + excluded.negative_count,
      positive_count = volume_parts.positive_count + excluded.positive_count`.execute(db);
}

/** Where fewer mentions are found than were counted, some are no longer kept: what was counted then stays. */
async function recountTellers(db: Db, buckets: readonly BucketTally[]): Promise<void> {
  if (buckets.length === 0) return;
  await sql`
    update volumes set story_count = found.stories, author_count = found.authors, site_count = found.sites
    from unnest(
      ${buckets.map((bucket) => bucket.agencyId)}::uuid[], ${buckets.map((bucket) => bucket.brandId)}::uuid[],
      ${buckets.map((bucket) => bucket.bucketAt)}::timestamptz[]
    ) as touched (agency_id, brand_id, bucket_at) cross join lateral (
      select count(*) as mentions, ${tellerCounts} from (
        select story_id, author, site from mentions
        where mentions.agency_id = touched.agency_id and mentions.brand_id = touched.brand_id
          and published_at >= touched.bucket_at and published_at < touched.bucket_at + interval '5 minutes'
          and arrived_at >= touched.bucket_at and ${isCountedInSql}
        -- in an index's order: a planner without statistics would rather read all that the brand was ever named in
        order by published_at desc, id desc offset 0
      ) as talk
    ) as found
    where volumes.agency_id = touched.agency_id and volumes.brand_id = touched.brand_id
      and volumes.bucket_at = touched.bucket_at and volumes.mention_count = found.mentions`.execute(db);
}

const isCountedInSql = sql`status <> 'irrelevant' and not is_backlog`;

/** An author's name counts per site; where none is given the site speaks for itself. */
const tellerCounts = sql`count(distinct story_id)::int as stories,
  count(distinct (coalesce(author, ''), site))::int as authors, count(distinct site)::int as sites`;

/** The counts of each range, in the ranges' order; zeros where nobody spoke. */
export async function sumVolumes(
  db: Db,
  key: BrandKey,
  ranges: readonly TimeRange[],
): Promise<readonly PeriodCounts[]> {
  if (ranges.length === 0) return [];
  const { rows } = await sql<{ mentions: number; negatives: number; positives: number }>`
    select coalesce(sum(mention_count), 0)::int as mentions, coalesce(sum(negative_count), 0)::int as negatives,
      coalesce(sum(positive_count), 0)::int as positives
    from unnest(${ranges.map((range) => range.from)}::timestamptz[], ${ranges.map((range) => range.until)}::timestamptz[])
      with ordinality as ranges (starts_at, ends_at, position)
    left join volumes on agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      and bucket_at >= starts_at and bucket_at < ends_at
    group by position order by position`.execute(db);
  return rows.map((row) => ({
    mentionCount: row.mentions,
    negativeCount: row.negatives,
    positiveCount: row.positives,
  }));
}

/** The first bucket of the brand from this instant on that holds a mention; null where there is none. */
export async function findFirstVolume(db: Db, key: BrandKey, from: Date): Promise<Date | null> {
  const row = await db
    .selectFrom('volumes')
    .select('bucket_at')
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where('bucket_at', '>=', from)
    .where('mention_count', '>', 0)
    .orderBy('bucket_at')
    .limit(1)
    .executeTakeFirst();
  return row?.bucket_at ?? null;
}

/**
 * The most negative mentions in any window of this width that lies in the range; null where the range is shorter than a week:
 * "never more than" needs something to have been.
 */
export async function findHighestNegativeCount(
  db: Db,
  key: BrandKey,
  range: TimeRange & Readonly<{ windowMinutes: number }>,
): Promise<number | null> {
  if (range.until.getTime() - range.from.getTime() < 7 * DAY_MS) return null;
  const { rows } = await sql<{ highest: number }>`
    select coalesce(max(sum), 0)::int as highest from (
      select sum(negative_count) over (
        order by bucket_at range between ${range.windowMinutes - 5} * interval '1 minute' preceding and current row
      ) as sum
      from volumes
      where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
        and bucket_at >= ${range.from} and bucket_at < ${range.until}
    ) as sums`.execute(db);
  return rows[0]?.highest ?? 0;
}

type Stretches = TimeRange & Readonly<{ width: VolumeWidth; timeZone: string }>;

/** The brand's volumes by five minutes, hour or local day, oldest first; stretches without a mention are absent. */
export async function listVolumeSums(db: Db, key: BrandKey, input: Stretches): Promise<readonly Volume[]> {
  const { rows } = await sql<VolumeRow>`${selectSums(key, input)} order by 1`.execute(db);
  return rows.map(toVolume);
}

/** As listVolumeSums, with the distinct stories, authors and sites of each stretch, which cost reading its mentions. */
export async function listVolumes(db: Db, key: BrandKey, input: Stretches): Promise<readonly FullVolume[]> {
  const found = input.width === 'five-minutes' ? selectStoredTellers(key, input) : countTellers(key, input);
  const { rows } = await sql<FullVolumeRow>`
    with sums as (${selectSums(key, input)}), found as (${found})
    select sums.*, stories, authors, sites from sums
    left join found on found.starts_at = sums.starts_at and found.mentions = sums.mentions order by sums.starts_at`.execute(
    db,
  );
  return rows.map((row) => ({
    ...toVolume(row),
    storyCount: row.stories,
    authorCount: row.authors,
    siteCount: row.sites,
    outletWeight: row.outlet_weight,
  }));
}

/**
 * The brand's volumes told apart, oldest first: how many mentions of each kind of source, or about each theme. Those of the
 * kinds of source add up to the whole; those of themes do not. A theme that was removed is absent.
 *
 * Shape:   limit: the most that come back; left out: all.
 */
export async function listVolumeParts(
  db: Db,
  key: BrandKey,
  input: Stretches & Readonly<{ by: VolumePartKind; limit?: number }>,
): Promise<readonly VolumePart[]> {
  const isThere =
    input.by === 'own-theme' ? sql`part in (select id::text from themes where agency_id = ${key.agencyId})` : sql`true`;
  const { rows } = await sql<VolumeRow & Readonly<{ part: string }>>`
    select ${toStart(input, sql`bucket_at`)} as starts_at, part, ${sumCounts}
    from volume_parts
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId} and part_kind = ${input.by}
      and bucket_at >= ${input.from} and bucket_at < ${input.until} and ${isThere}
    group by 1, 2 having sum(mention_count) > 0 order by 1, part collate "C" limit ${input.limit ?? null}`.execute(db);
  return rows.map((row) => ({ ...toVolume(row), part: row.part }));
}

/**
 * The brand's five minutes in which somebody spoke, oldest first: what a detector folds.
 *
 * They come in one value, because a quarter of a year has twenty-five thousand of them, and as rows these take five times
 * as long to read.
 */
export async function listBucketCounts(
  db: Db,
  key: BrandKey,
  range: TimeRange,
): Promise<readonly (Volume & Readonly<{ newcomerCount: number }>)[]> {
  const { rows } = await sql<{ buckets: readonly BucketNumbers[] | null }>`
    select json_agg(json_build_array(
      extract(epoch from bucket_at)::bigint, mention_count, negative_count, positive_count, newcomer_count
    ) order by bucket_at) as buckets
    from volumes
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId} and bucket_at >= ${range.from}
      and bucket_at < ${range.until} and mention_count > 0`.execute(db);
  return (rows[0]?.buckets ?? []).map(([at, mentionCount, negativeCount, positiveCount, newcomerCount]) => ({
    ...{ bucketAt: new Date(at * 1_000), mentionCount, negativeCount, positiveCount, newcomerCount },
  }));
}

/** Seconds, mentions, negatives, positives, newcomers. */
type BucketNumbers = readonly [number, number, number, number, number];

const sumCounts = sql`sum(mention_count)::int as mentions, sum(negative_count)::int as negatives,
  sum(positive_count)::int as positives`;

/** What was counted and set aside again leaves a row of zeros, which is no mention. */
function selectSums(key: BrandKey, input: Stretches): RawBuilder<unknown> {
  return sql`
    select ${toStart(input, sql`bucket_at`)} as starts_at, ${sumCounts}, sum(outlet_weight)::int as outlet_weight
    from volumes
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      and bucket_at >= ${input.from} and bucket_at < ${input.until}
    group by 1 having sum(mention_count) > 0`;
}

function selectStoredTellers(key: BrandKey, input: TimeRange): RawBuilder<unknown> {
  return sql`
    select bucket_at as starts_at, mention_count as mentions, story_count as stories, author_count as authors,
      site_count as sites
    from volumes
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      and bucket_at >= ${input.from} and bucket_at < ${input.until}`;
}

/** Of the mentions of the same buckets that selectSums adds up. */
function countTellers(key: BrandKey, input: Stretches): RawBuilder<unknown> {
  const from = toNextBucketStart(input.from);
  return sql`
    select ${toStart(input, sql`date_bin('5 minutes', published_at, 'epoch')`)} as starts_at,
      count(*)::int as mentions, ${tellerCounts}
    from mentions
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      and published_at >= ${from} and published_at < ${toNextBucketStart(input.until)} and arrived_at >= ${from}
      and ${isCountedInSql}
    group by 1`;
}

/** The first five minutes that begin at or after the instant. */
function toNextBucketStart(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / BUCKET_MS) * BUCKET_MS);
}

function toStart({ width, timeZone }: Stretches, bucketAt: RawBuilder<unknown>): RawBuilder<unknown> {
  return width === 'five-minutes' ? bucketAt : sql`date_trunc(${width}, ${bucketAt}, ${timeZone})`;
}

type VolumeRow = Readonly<{ starts_at: Date; mentions: number; negatives: number; positives: number }>;

type FullVolumeRow = VolumeRow &
  Readonly<{ outlet_weight: number; stories: number | null; authors: number | null; sites: number | null }>;

function toVolume(row: VolumeRow): Volume {
  return {
    bucketAt: row.starts_at,
    mentionCount: row.mentions,
    negativeCount: row.negatives,
    positiveCount: row.positives,
  };
}

export type BrandVolume = Volume & Readonly<{ brandId: string }>;

/**
 * The volumes of every brand of an agency by local day, oldest first; days without a mention are absent.
 *
 * Where days begin is told to the database, and not asked of it: it has time zone rules of its own, of another year than
 * ours, and a day that begins an hour off would be none of those that the caller knows.
 *
 * Shape:   the range starts at a local midnight; bucketAt is that of a day as localDays has it.
 */
export async function listDaysByBrand(
  db: Db,
  agencyId: string,
  input: TimeRange & Readonly<{ timeZone: string }>,
): Promise<readonly BrandVolume[]> {
  const days = localDays(input, input.timeZone).map(({ from }) => from);
  const { rows } = await sql<{ brand_id: string; day: number; mentions: number; negatives: number; positives: number }>`
    select brand_id, width_bucket(bucket_at, ${days}::timestamptz[]) as day, sum(mention_count)::int as mentions,
      sum(negative_count)::int as negatives, sum(positive_count)::int as positives
    from ${volumesOfAgency(agencyId, input)} group by 1, 2 order by 2, 1`.execute(db);
  return rows.map((row) => ({
    brandId: row.brand_id,
    bucketAt: days[row.day - 1] ?? input.from,
    mentionCount: row.mentions,
    negativeCount: row.negatives,
    positiveCount: row.positives,
  }));
}

/** The counts of every brand of an agency in one range; brands nobody spoke of are absent. */
export async function sumVolumesByBrand(
  db: Db,
  agencyId: string,
  range: TimeRange,
): Promise<ReadonlyMap<string, PeriodCounts>> {
  const { rows } = await sql<{ brand_id: string; mentions: number; negatives: number; positives: number }>`
    select brand_id, sum(mention_count)::int as mentions, sum(negative_count)::int as negatives,
      sum(positive_count)::int as positives
    from ${volumesOfAgency(agencyId, range)} group by brand_id`.execute(db);
  return new Map(
    rows.map((row) => [
      row.brand_id,
      { mentionCount: row.mentions, negativeCount: row.negatives, positiveCount: row.positives },
    ]),
  );
}

/**
 * Brand by brand, because the key is agency, brand, time: asked for all brands at once, the whole history of the agency
 * is read for one day of it. "offset 0" keeps the planner from doing just that.
 */
function volumesOfAgency(agencyId: string, range: TimeRange): RawBuilder<unknown> {
  return sql`(select id from brands where agency_id = ${agencyId}) as brand cross join lateral (
    select * from volumes where volumes.agency_id = ${agencyId} and volumes.brand_id = brand.id
      and bucket_at >= ${range.from} and bucket_at < ${range.until} offset 0
  ) as spoken`;
}
