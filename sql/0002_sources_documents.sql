-- What is read: sources and the documents they bring. Both are shared by all tenants: one URL is fetched once, one
-- document is stored once; a subscription says which agency listens.

create table sources (
  id uuid not null,
  -- spreads the claims of many workers: each walks the buckets from its own start
  bucket smallint not null,
  url text not null,
  kind text not null,
  -- null until the source has said it
  title text,
  site_url text,
  next_check_at timestamptz not null,
  leased_until timestamptz not null default '-infinity',
  interval_seconds integer not null,
  -- null: the server sent none
  etag text,
  last_modified text,
  -- null: never yet
  last_checked_at timestamptz,
  last_success_at timestamptz,
  last_document_at timestamptz,
  last_error_at timestamptz,
  -- null: the last visit succeeded
  last_error_reason text,
  last_error_message text,
  -- null: not failing; the start of the present row of failures
  failing_since timestamptz,
  failure_count integer not null default 0,
  created_at timestamptz not null,
  constraint sources_pkey primary key (id),
  constraint sources_url_key unique (url),
  constraint sources_kind_check check (kind in ('feed', 'forum', 'search')),
  constraint sources_interval_seconds_check check (interval_seconds > 0)
) with (fillfactor = 70);
create index sources_bucket_next_check_at_idx on sources (bucket, next_check_at);

create table subscriptions (
  agency_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  -- null: for all brands of the agency
  brand_id uuid,
  created_at timestamptz not null,
  constraint subscriptions_pkey primary key (agency_id, id),
  constraint subscriptions_source_brand_key unique nulls not distinct (agency_id, source_id, brand_id),
  constraint subscriptions_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint subscriptions_source_id_fkey foreign key (source_id) references sources,
  constraint subscriptions_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
create index subscriptions_source_id_idx on subscriptions (source_id);
create index subscriptions_brand_idx on subscriptions (agency_id, brand_id);

-- The identity of a document, apart from the document because a partitioned table's unique keys must hold the
-- partition's column: the same article found again next month is still the same article.
create table document_keys (
  key_hash bytea not null,
  document_id uuid not null,
  arrived_at timestamptz not null,
  constraint document_keys_pkey primary key (key_hash)
);
create index document_keys_arrived_at_idx on document_keys (arrived_at);

-- Partitioned by arrival, not by publication: a feed's first visit brings posts of ten years, arrival only ever moves
-- forward, and as published_at <= arrived_at a bound on publication is also one on arrival (ADR 0004).
create table documents (
  id uuid not null,
  arrived_at timestamptz not null,
  published_at timestamptz not null,
  is_published_at_known boolean not null,
  -- undated and from its source's first visit: it may be years old, so it is shown and never counted
  is_backlog boolean not null,
  -- null: the entry gave no link
  url text,
  site text not null,
  title text,
  text text not null,
  author text,
  -- null: not analysed yet, or no language could be told
  language text,
  story_id text,
  -- null: to be analysed
  analysed_at timestamptz,
  analysis_leased_until timestamptz not null default '-infinity',
  -- goes up when there is a reason to analyse again, so that a slower analysis cannot tick off the newer order
  analysis_round integer not null default 0,
  constraint documents_pkey primary key (arrived_at, id),
  constraint documents_published_at_check check (published_at <= arrived_at)
) partition by range (arrived_at);
create index documents_unanalysed_idx on documents (arrived_at) where analysed_at is null;

-- Through which sources a document came: who listens to any of them may have mentions of it.
create table document_sources (
  document_id uuid not null,
  source_id uuid not null,
  arrived_at timestamptz not null,
  constraint document_sources_pkey primary key (document_id, source_id),
  constraint document_sources_source_id_fkey foreign key (source_id) references sources
);
create index document_sources_source_id_idx on document_sources (source_id, arrived_at);
create index document_sources_arrived_at_idx on document_sources (arrived_at);
