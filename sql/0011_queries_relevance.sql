-- Queries that are kept and told apart: saved queries that others insert, every version of a brand's query, and which
-- brands changed since an analyser looked last, so that it renews those and not a hundred thousand. And what readers
-- marked: a mention that is not about the brand is kept, and set aside.

create table saved_queries (
  agency_id uuid not null,
  id uuid not null,
  -- as it stands behind the @, in lower case
  name text not null,
  query text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint saved_queries_pkey primary key (agency_id, id),
  constraint saved_queries_name_key unique (agency_id, name),
  constraint saved_queries_agency_id_fkey foreign key (agency_id) references agencies on delete cascade
);

create table query_versions (
  agency_id uuid not null,
  brand_id uuid not null,
  -- from 1 up
  version integer not null,
  query text not null,
  created_at timestamptz not null,
  constraint query_versions_pkey primary key (agency_id, brand_id, version),
  constraint query_versions_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
insert into query_versions (agency_id, brand_id, version, query, created_at)
  select agency_id, id, 1, query, updated_at from brands;

alter table brands
  -- the version of the query set with which what its mentions are told by changed last
  add column query_set_version integer not null default 0,
  -- mentions that score less are set aside
  add column relevance_threshold real not null default 0.5,
  add constraint brands_relevance_threshold_check check (relevance_threshold between 0 and 1);
create index brands_query_set_version_idx on brands (query_set_version);

-- Brands that are gone; forgotten after some thousands of versions, because a mention for one of them is not stored.
create table query_set_removals (
  version integer not null,
  brand_id uuid not null,
  constraint query_set_removals_pkey primary key (version, brand_id)
);

-- What a reader said of a mention, with what the mention said: it outlives the mention's partition.
create table marks (
  agency_id uuid not null,
  brand_id uuid not null,
  document_id uuid not null,
  is_about boolean not null,
  title text,
  excerpt text not null,
  spans jsonb not null,
  marked_at timestamptz not null,
  constraint marks_pkey primary key (agency_id, brand_id, document_id),
  constraint marks_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
create index marks_marked_at_idx on marks (agency_id, brand_id, marked_at desc);

alter table mentions
  -- 0 to 1; null: its brand had too few marks
  add column relevance real,
  -- who found that it is not about the brand; null: nobody
  add column set_aside_by text;
update mentions set set_aside_by = 'reader' where status = 'irrelevant';
alter table mentions
  add constraint mentions_relevance_check check (relevance between 0 and 1),
  add constraint mentions_set_aside_by_check check (set_aside_by in ('reader', 'relevance', 'query')),
  add constraint mentions_set_aside_status_check check ((status = 'irrelevant') = (set_aside_by is not null));
-- a document that is analysed again is asked for the mentions that it had
create index mentions_document_id_idx on mentions (document_id, arrived_at);
