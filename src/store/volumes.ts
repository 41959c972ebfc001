/** Volumes: how much each brand is spoken of, by five minutes; hours, days and weeks are summed from them. */
import { type RawBuilder, sql } from 'kysely';
import { DAY_MS } from '../base/clock.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { HourCounts } from '../domain/buzz.ts';
import type { PeriodCounts } from '../domain/digest.ts';
import type { Volume } from '../domain/mention.ts';
import type { Db } from './database.ts';
import { markTalkStatesStale } from './talk-states.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

export type VolumeChange = BrandKey & Volume;

/** Adds (or, with negative numbers, takes away). Run it in the transaction that stores the mentions. */
export async function addToVolumes(db: Db, changes: readonly VolumeChange[]): Promise<void> {
  const sums = sumByBucket(changes);
  if (sums.length === 0) return;
  await sql`
    insert into volumes (agency_id, brand_id, bucket_at, mention_count, negative_count, positive_count)
    select * from unnest(
      ${sums.map((sum) => sum.agencyId)}::uuid[], ${sums.map((sum) => sum.brandId)}::uuid[],
      ${sums.map((sum) => sum.bucketAt)}::timestamptz[], ${sums.map((sum) => sum.mentionCount)}::int[],
      ${sums.map((sum) => sum.negativeCount)}::int[], ${sums.map((sum) => sum.positiveCount)}::int[]
    )
    on conflict on constraint volumes_pkey do update set
      mention_count = volumes.mention_count + excluded.mention_count,
      negative_count = volumes.negative_count + excluded.negative_count,
      positive_count = volumes.positive_count + excluded.positive_count`.execute(db);
  await markTalkStatesStale(db, sums);
}

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

/** The brand's volumes summed by hour or local day, oldest first; buckets without a mention are absent. */
export async function listVolumes(
  db: Db,
  key: BrandKey,
  input: TimeRange & Readonly<{ width: 'hour' | 'day'; timeZone: string }>,
): Promise<readonly Volume[]> {
  const { rows } = await sql<{ bucket_at: Date; mentions: number; negatives: number; positives: number }>`
    select date_trunc(${input.width}, bucket_at, ${input.timeZone}) as bucket_at, sum(mention_count)::int as mentions,
      sum(negative_count)::int as negatives, sum(positive_count)::int as positives
    from volumes
    where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      and bucket_at >= ${input.from} and bucket_at < ${input.until}
    group by 1 order by 1`.execute(db);
  return rows.map((row) => ({
    bucketAt: row.bucket_at,
    mentionCount: row.mentions,
    negativeCount: row.negatives,
    positiveCount: row.positives,
  }));
}

export type BrandVolume = Volume & Readonly<{ brandId: string }>;

/** The volumes of every brand of an agency by local day, oldest first; days without a mention are absent. */
export async function listDaysByBrand(
  db: Db,
  agencyId: string,
  input: TimeRange & Readonly<{ timeZone: string }>,
): Promise<readonly BrandVolume[]> {
  const { rows } = await sql<{ brand_id: string; day: Date; mentions: number; negatives: number; positives: number }>`
    select brand_id, date_trunc('day', bucket_at, ${input.timeZone}) as day, sum(mention_count)::int as mentions,
      sum(negative_count)::int as negatives, sum(positive_count)::int as positives
    from ${volumesOfAgency(agencyId, input)} group by 1, 2 order by 2, 1`.execute(db);
  return rows.map((row) => ({
    brandId: row.brand_id,
    bucketAt: row.day,
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

/** Counts without the positive ones: what the detector compares. */
export function toHourCounts(counts: PeriodCounts): HourCounts {
  return { mentionCount: counts.mentionCount, negativeCount: counts.negativeCount };
}

/** One change per bucket, in the key's order, so that two workers never wait for each other in a circle. */
function sumByBucket(changes: readonly VolumeChange[]): readonly VolumeChange[] {
  const sums = new Map<string, VolumeChange>();
  for (const change of changes) {
    const key = `${change.agencyId} ${change.brandId} ${change.bucketAt.toISOString()}`;
    const sum = sums.get(key);
    sums.set(key, {
      ...change,
      mentionCount: change.mentionCount + (sum?.mentionCount ?? 0),
      negativeCount: change.negativeCount + (sum?.negativeCount ?? 0),
      positiveCount: change.positiveCount + (sum?.positiveCount ?? 0),
    });
  }
  return [...sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
}
