-- Searches: "ask this service for that brand". Its sources are subscribed like others and follow the brand's query. And
-- what a feed reader knew of a feed: the folders that it lay in.

create table searches (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  service text not null,
  language text not null,
  country text not null,
  -- null: none was given; most services have one address for all
  instance_url text,
  -- JSON of names and values, encrypted, as its sources have it; null: none is needed
  secret_encrypted bytea,
  -- whether its sources ask for neither more nor less than the query
  is_exact boolean not null,
  is_whole boolean not null,
  created_at timestamptz not null,
  constraint searches_pkey primary key (agency_id, id),
  constraint searches_brand_service_key unique nulls not distinct (agency_id, brand_id, service, language, country, instance_url),
  constraint searches_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);

alter table subscriptions
  -- null: somebody subscribed; else it came with the search and goes with it
  add column search_id uuid,
  add column tags text[] not null default '{}',
  drop constraint subscriptions_source_brand_key,
  -- two searches may need one source, and somebody may have subscribed to it before
  add constraint subscriptions_source_brand_key unique nulls not distinct (agency_id, source_id, brand_id, search_id),
  add constraint subscriptions_search_fkey foreign key (agency_id, search_id) references searches on delete cascade;
create index subscriptions_search_idx on subscriptions (agency_id, search_id) where search_id is not null;

create index sources_owner_agency_id_idx on sources (owner_agency_id) where owner_agency_id is not null;
