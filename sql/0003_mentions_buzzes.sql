-- What is understood: which document speaks of which brand, how much each brand is spoken of, and when that is
-- abnormal.

-- What a list of mentions shows is kept on the mention itself: one index read fills a page, without a join.
create table mentions (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  document_id uuid not null,
  arrived_at timestamptz not null,
  published_at timestamptz not null,
  -- null: no language could be told
  language text,
  sentiment_label text not null,
  sentiment_score real not null,
  sentiment_confidence real not null,
  spans jsonb not null,
  status text not null,
  title text,
  excerpt text not null,
  url text,
  author text,
  site text not null,
  source_kind text not null,
  story_id text not null,
  -- as its document's: not counted in volumes, not judged
  is_backlog boolean not null,
  constraint mentions_pkey primary key (agency_id, id, arrived_at),
  -- recording twice is harmless: arrived_at is the document's own, so this is one mention per brand and document
  constraint mentions_document_key unique (agency_id, brand_id, document_id, arrived_at),
  constraint mentions_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint mentions_sentiment_label_check check (sentiment_label in ('negative', 'neutral', 'positive')),
  constraint mentions_status_check check (status in ('new', 'seen', 'handled', 'irrelevant'))
) partition by range (arrived_at);
create index mentions_brand_published_at_idx on mentions (agency_id, brand_id, published_at desc, id desc);
create index mentions_published_at_idx on mentions (agency_id, published_at desc, id desc);

create table volumes (
  agency_id uuid not null,
  brand_id uuid not null,
  -- start of five minutes
  bucket_at timestamptz not null,
  mention_count integer not null,
  negative_count integer not null,
  positive_count integer not null,
  constraint volumes_pkey primary key (agency_id, brand_id, bucket_at),
  constraint volumes_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);

-- When a brand is to be judged next: at once after a new mention, again and again while a buzz is open.
create table judgements (
  agency_id uuid not null,
  brand_id uuid not null,
  -- null: nothing to judge until the next mention
  judge_at timestamptz,
  leased_until timestamptz not null default '-infinity',
  -- goes up with every new mention, so that a judgement in hand cannot tick off a newer one
  round integer not null default 0,
  constraint judgements_pkey primary key (agency_id, brand_id),
  constraint judgements_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
) with (fillfactor = 70);
create index judgements_judge_at_idx on judgements (judge_at);

create table buzzes (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  level smallint not null,
  status text not null,
  reasons jsonb not null,
  figures jsonb not null,
  opened_at timestamptz not null,
  level_since timestamptz not null,
  last_abnormal_at timestamptz not null,
  -- null: nobody yet
  acknowledged_at timestamptz,
  acknowledged_by text,
  -- null: still going on
  resolved_at timestamptz,
  -- null: nothing to decide; else what happened that people may have to be told of
  pending_change text,
  decision_leased_until timestamptz not null default '-infinity',
  constraint buzzes_pkey primary key (agency_id, id),
  constraint buzzes_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint buzzes_level_check check (level between 1 and 4),
  constraint buzzes_status_check check (status in ('open', 'acknowledged', 'resolved')),
  constraint buzzes_pending_change_check check (pending_change in ('opened', 'escalated', 'resolved'))
);
-- a brand has one buzz at a time, whatever two workers do at once
create unique index buzzes_brand_unresolved_key on buzzes (agency_id, brand_id) where status <> 'resolved';
create index buzzes_opened_at_idx on buzzes (agency_id, opened_at desc, id desc);
create index buzzes_pending_change_idx on buzzes (level_since) where pending_change is not null;

create table buzz_events (
  agency_id uuid not null,
  id uuid not null,
  buzz_id uuid not null,
  at timestamptz not null,
  kind text not null,
  level smallint not null,
  -- null: nobody is behind it
  by text,
  reasons jsonb not null,
  -- null: not a judgement
  figures jsonb,
  constraint buzz_events_pkey primary key (agency_id, buzz_id, id),
  constraint buzz_events_buzz_fkey foreign key (agency_id, buzz_id) references buzzes on delete cascade,
  constraint buzz_events_kind_check check (kind in ('opened', 'escalated', 'told', 'acknowledged', 'resolved'))
);
