/** How right and how soon a brand's alerts were. */
import { type RawBuilder, sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import { ALERT_LEVEL_MIN, type DetectionQuality, measureDetection, QUALITY_DAYS } from '../domain/detection-quality.ts';
import type { Db } from './database.ts';

/** A window that is judged is at most a day wide. */
const WINDOW_MS_MAX = DAY_MS;

/**
 * Of the buzzes that opened within the last QUALITY_DAYS and of what was missed in them.
 *
 * The delay begins with the first negative mention of the window that the opening was judged by, as it was published: it
 * holds the time until it was fetched. A buzz of which no mention is kept any more, or was judged by none, has no delay.
 */
export async function readDetectionQuality(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  now: Date,
): Promise<DetectionQuality> {
  const since = addMs(now, -QUALITY_DAYS * DAY_MS);
  const { rows } = await sql<{
    confirmed: number;
    false_alarms: number;
    missed: number;
    delay_minutes: number | null;
  }>`
    with told as (
      select id, brand_id, opened_at, mark from buzzes
      where agency_id = ${key.agencyId} and brand_id = ${key.brandId} and opened_at >= ${since} and opened_at <= ${now}
        and kind = 'negative' and level >= ${ALERT_LEVEL_MIN}
    ), firsts as (${selectFirsts({ agencyId: key.agencyId, since })})
    select
      (select count(*) from told where mark = 'confirmed')::int as confirmed,
      (select count(*) from told where mark = 'false-alarm')::int as false_alarms,
      (select count(*) from missed_buzzes
        where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
          and started_at >= ${since} and started_at <= ${now})::int as missed,
      (select percentile_cont(0.5) within group (order by extract(epoch from opened_at - first_at) / 60)
        from firsts)::float8 as delay_minutes`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a count is missing');
  return measureDetection({
    confirmedCount: row.confirmed,
    falseAlarmCount: row.false_alarms,
    missedCount: row.missed,
    delayMinutes: row.delay_minutes === null ? null : Math.round(row.delay_minutes),
  });
}

/**
 * When the first negative mention of what each of these buzzes was judged by was published, by the buzz's id; those of which
 * none is kept are missing.
 *
 * since: none of them opened before.
 */
export async function readFirstHeard(
  db: Db,
  buzzes: Readonly<{ agencyId: string; ids: readonly string[]; since: Date }>,
): Promise<ReadonlyMap<string, Date>> {
  if (buzzes.ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; first_at: Date | null }>`
    with told as (
      select id, brand_id, opened_at from buzzes
      where agency_id = ${buzzes.agencyId} and id = any(${buzzes.ids}::uuid[])
    ), firsts as (${selectFirsts(buzzes)})
    select id, first_at from firsts`.execute(db);
  return new Map(rows.flatMap(({ id, first_at }) => (first_at === null ? [] : [[id, first_at] as const])));
}

/** Of each buzz of "told" (id, brand_id, opened_at), the first negative mention of the window that its opening was judged by. */
function selectFirsts({ agencyId, since }: Readonly<{ agencyId: string; since: Date }>): RawBuilder<unknown> {
  return sql`
    select told.id, told.opened_at, (
      select min(published_at) from mentions
      where mentions.agency_id = ${agencyId} and mentions.brand_id = told.brand_id
        and published_at >= told.opened_at - make_interval(mins => (buzz_events.figures ->> 'windowMinutes')::int)
        and published_at <= told.opened_at
        -- follows from the above, because nothing arrives before it was published; it prunes partitions
        and arrived_at >= ${addMs(since, -WINDOW_MS_MAX)}
        and sentiment_label = 'negative' and status <> 'irrelevant' and not is_backlog
    ) as first_at
    from told join buzz_events on buzz_events.agency_id = ${agencyId} and buzz_events.buzz_id = told.id
      and buzz_events.kind = 'opened'`;
}
