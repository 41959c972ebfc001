/** Volumes and their parts counted anew from the mentions, in SQL of their own, to be compared with those that are kept. */
import { sql } from 'kysely';
import type { Db } from '../../src/store/database.ts';

type Counts = Readonly<{ volumes: readonly unknown[]; parts: readonly unknown[] }>;

/** What the mentions that are stored come to. */
export async function recountVolumes(db: Db): Promise<Counts> {
  const volumes = await sql`
    select agency_id, brand_id, to_timestamp(floor(extract(epoch from published_at) / 300) * 300) as bucket_at,
      count(*)::int as mention_count, (count(*) filter (where sentiment_label = 'negative'))::int as negative_count,
      (count(*) filter (where sentiment_label = 'positive'))::int as positive_count,
      count(distinct story_id)::int as story_count,
      count(distinct coalesce(author, '') || chr(10) || site)::int as author_count,
      count(distinct site)::int as site_count, sum(outlet_weight)::int as outlet_weight,
      (count(*) filter (where is_newcomer))::int as newcomer_count
    from mentions where status in ('new', 'seen', 'handled') and is_backlog = false
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  const parts = await sql`
    with counted as (
      select mentions.*, to_timestamp(floor(extract(epoch from published_at) / 300) * 300) as bucket_at
      from mentions where status in ('new', 'seen', 'handled') and is_backlog = false
    ), told as (
      select agency_id, brand_id, bucket_at, sentiment_label, 'source-kind' as part_kind, source_kind as part from counted
      union all select agency_id, brand_id, bucket_at, sentiment_label, 'theme', unnest(themes) from counted
      union all select agency_id, brand_id, bucket_at, sentiment_label, 'own-theme', unnest(own_themes)::text from counted
    )
    select agency_id, brand_id, part_kind, bucket_at, part, count(*)::int as mention_count,
      count(case sentiment_label when 'negative' then 1 end)::int as negative_count,
      count(case sentiment_label when 'positive' then 1 end)::int as positive_count
    from told group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`.execute(db);
  return { volumes: volumes.rows, parts: parts.rows };
}

/** What is kept, without the zeros that are left where everything was set aside. Rows of zeros must be all zeros. */
export async function readKeptVolumes(db: Db): Promise<Counts> {
  const volumes = await sql`
    select agency_id, brand_id, bucket_at, mention_count, negative_count, positive_count, story_count, author_count,
      site_count, outlet_weight, newcomer_count
    from volumes
    where (mention_count, negative_count, positive_count, story_count, author_count, site_count, outlet_weight,
      newcomer_count) is distinct from (0, 0, 0, 0, 0, 0, 0, 0)
    order by 1, 2, 3`.execute(db);
  const parts = await sql`
    select agency_id, brand_id, part_kind, bucket_at, part, mention_count, negative_count, positive_count
    from volume_parts where (mention_count, negative_count, positive_count) <> (0, 0, 0)
    order by 1, 2, 3, 4, 5`.execute(db);
  return { volumes: volumes.rows, parts: parts.rows };
}
