-- Digests of days and months beside those of weeks, of an agency's brands side by side, and on each reader's own clock.

alter table digests
  -- null: of all the brands of the agency
  alter column brand_id drop not null,
  add column period text not null default 'week',
  -- whose midnights the period begins and ends with, IANA
  add column time_zone text not null default '';
update digests set
  time_zone = content ->> 'timeZone',
  content = content - '{week,weekBefore,medianMentionCount}'::text[] || jsonb_build_object(
    'kind', 'brand',
    'period', 'week',
    'sector', null,
    'done', '[]'::jsonb,
    'doneCount', 0,
    'priorities', '[]'::jsonb,
    'counts', content -> 'week',
    'countsBefore', content -> 'weekBefore',
    'medians', case when content -> 'medianMentionCount' is distinct from 'null'::jsonb
      then jsonb_build_object(
        'mentionCount', content -> 'medianMentionCount', 'negativeRatio', null, 'netSentimentRatio', null
      ) end,
    'buzzes', coalesce((
      select jsonb_agg(buzz || '{"kind":"negative","firstHeardAt":null}' order by position)
      from jsonb_array_elements(content -> 'buzzes') with ordinality as listed (buzz, position)
    ), '[]'),
    'emergingTerms', coalesce(content -> 'emergingTerms', '[]'),
    'newSites', '[]'::jsonb,
    'newAuthors', '{"count":0,"loudest":[]}'::jsonb,
    'reliability', content -> 'reliability'
  );
alter table digests
  alter column period drop default,
  alter column time_zone drop default,
  add constraint digests_agency_fkey foreign key (agency_id) references agencies on delete cascade,
  add constraint digests_period_check check (period in ('day', 'week', 'month')),
  drop constraint digests_brand_period_key,
  -- exactly once a day, a week or a month of each clock
  add constraint digests_brand_period_key unique nulls not distinct
    (agency_id, brand_id, period, time_zone, period_starts_on);

alter table contacts
  -- what the digests that he reads are of; read where is_digest_reader
  add column digest_periods text[] not null default '{week}',
  -- of each brand, of all of them side by side, or both
  add column digest_scope text not null default 'brands',
  add constraint contacts_digest_periods_check
    check (digest_periods <> '{}' and digest_periods <@ array['day', 'week', 'month']),
  add constraint contacts_digest_scope_check check (digest_scope in ('brands', 'agency', 'both'));
