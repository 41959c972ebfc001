-- How sources are read, and whose turn it is. A site is asked one thing at a time whoever asks, so what a worker claims is
-- no longer a source but a host's turn: one row a host, with the instant at which the first of its sources is due. A host
-- with ten thousand due sources is one row like any other and starves nobody (ADR 0007).

alter table sources
  add column host text not null generated always as (substring(url from '^[a-z]+://([^/?#]*)')) stored,
  -- the key of the reader in the crawlers' registry
  add column reader text,
  -- null: shared by all tenants; else the one agency that gave its own key or settings, and alone may listen
  add column owner_agency_id uuid,
  -- what the reader is told besides the URL; null: nothing
  add column settings jsonb,
  -- JSON of names and values, encrypted; null: public
  add column secret_encrypted bytea,
  -- false: gone for good, or nobody listens any more
  add column is_polled boolean not null default true,
  -- what the source asked of its readers; null: nothing yet
  add column wishes jsonb,
  -- the last visit that was read to its end: what was published before is known; null: none was
  add column read_until timestamptz,
  -- where its last answer said that it had moved for good; null: nowhere
  add column moved_to text,
  -- where it was first read, before it moved: what names its entries that have no address of their own; null: it never moved
  add column first_url text,
  -- when its key or settings were last changed: a visit that began before says nothing of the new ones; null: never
  add column reset_at timestamptz,
  -- what could be listened to instead, where the last visit found a page; null: nothing
  add column proposals jsonb,
  -- read faster until then, because a brand that it speaks of is in trouble; null: never yet
  add column urgent_until timestamptz,
  -- its rhythm, from its own history: usual and longest time between two visits that brought something; null: unknown
  add column gap_seconds double precision,
  add column longest_gap_seconds double precision,
  add column arrival_count integer not null default 0,
  -- what it was learnt from begins then; null: nothing was yet
  add column rhythm_since timestamptz,
  -- silent by its own habits from then on; null: too little history to say
  add column silent_after timestamptz,
  -- usual time between publication and arrival; null: unknown
  add column lag_seconds double precision,
  -- when a visit last brought nothing that was known, so that something between may have been missed; null: never
  add column missed_at timestamptz,
  drop constraint sources_url_key,
  add constraint sources_url_owner_key unique nulls not distinct (url, owner_agency_id),
  add constraint sources_owner_agency_id_fkey foreign key (owner_agency_id) references agencies;

update sources set reader = case kind when 'feed' then 'feed' when 'forum' then 'forum-page' else 'alert-feed' end,
  read_until = last_success_at;
alter table sources alter column reader set not null;

drop index sources_bucket_next_check_at_idx;
alter table sources drop column bucket, drop column leased_until;
create index sources_host_next_check_at_idx on sources (host, next_check_at) where is_polled;

create table hosts (
  host text not null,
  -- spreads the claims of many workers: each walks the buckets from its own start
  bucket smallint not null,
  -- when the first of its sources is due; infinity: none is
  next_turn_at timestamptz not null,
  leased_until timestamptz not null default '-infinity',
  constraint hosts_pkey primary key (host)
) with (fillfactor = 70);
create index hosts_bucket_next_turn_at_idx on hosts (bucket, next_turn_at);
insert into hosts (host, bucket, next_turn_at)
  select host, (hashtext(host) & 2147483647) % 64, min(next_check_at) from sources group by host;

-- An edited post: whoever told a document first tells it anew, and a document's own site has the last word.
alter table document_keys
  -- of title and text as stored; null: from before edits were followed
  add column content_hash bytea,
  -- when a source last told it, to within a month: a key that is still told is not forgotten
  add column told_at timestamptz,
  add column teller_source_id uuid,
  -- whether that source belongs to the document's own site
  add column is_teller_own_site boolean not null default true;
update document_keys set told_at = arrived_at;
alter table document_keys alter column told_at set not null;
drop index document_keys_arrived_at_idx;
create index document_keys_told_at_idx on document_keys (told_at);
