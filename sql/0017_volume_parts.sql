-- Volumes, complete: how many stories, authors and sites are behind each five minutes, how much their outlets weigh, and the
-- same counts by kind of source and by theme.

alter table mentions
  -- 3 national press to 0 people; what was stored before keeps 0: telling each site again would rewrite every mention
  add column outlet_weight smallint not null default 0,
  add constraint mentions_outlet_weight_check check (outlet_weight between 0 and 3);

alter table volumes
  -- distinct among the counted mentions; null: some were no longer kept when this column came
  add column story_count integer,
  add column author_count integer,
  add column site_count integer,
  -- of the mentions' outlets, added up
  add column outlet_weight integer not null default 0;

create table volume_parts (
  agency_id uuid not null,
  brand_id uuid not null,
  part_kind text not null,
  -- start of five minutes
  bucket_at timestamptz not null,
  -- a kind of source, a general theme, or the id of an own theme; a mention may be about several
  part text not null,
  mention_count integer not null,
  negative_count integer not null,
  positive_count integer not null,
  constraint volume_parts_pkey primary key (agency_id, brand_id, part_kind, bucket_at, part),
  constraint volume_parts_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint volume_parts_part_kind_check check (part_kind in ('source-kind', 'theme', 'own-theme'))
);

-- backfill: from here on a test runs it again

update volumes set story_count = counted.stories, author_count = counted.authors, site_count = counted.sites
from (
  select agency_id, brand_id, date_bin('5 minutes', published_at, 'epoch') as bucket_at, count(*) as mentions,
    count(distinct story_id) as stories, count(distinct (coalesce(author, ''), site)) as authors,
    count(distinct site) as sites
  from mentions where status <> 'irrelevant' and not is_backlog group by 1, 2, 3
) as counted
where volumes.agency_id = counted.agency_id and volumes.brand_id = counted.brand_id
  and volumes.bucket_at = counted.bucket_at and volumes.mention_count = counted.mentions;

update volumes set story_count = 0, author_count = 0, site_count = 0 where mention_count = 0;

insert into volume_parts
  (agency_id, brand_id, part_kind, bucket_at, part, mention_count, negative_count, positive_count)
select agency_id, brand_id, part_kind, date_bin('5 minutes', published_at, 'epoch'), part, count(*),
  count(*) filter (where sentiment_label = 'negative'), count(*) filter (where sentiment_label = 'positive')
from mentions cross join lateral (
  select 'source-kind' as part_kind, source_kind as part
  union all select 'theme', unnest(themes)
  union all select 'own-theme', unnest(own_themes)::text
) as parts
where status <> 'irrelevant' and not is_backlog group by 1, 2, 3, 4, 5;
