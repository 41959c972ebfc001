-- Who has spoken of a brand before: a bad buzz brings people who never did.

create table brand_authors (
  agency_id uuid not null,
  brand_id uuid not null,
  -- of the author's name and site: names themselves are kept with the mentions, and go with them
  author_hash bigint not null,
  first_heard_at timestamptz not null,
  constraint brand_authors_pkey primary key (agency_id, brand_id, author_hash),
  constraint brand_authors_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
create index brand_authors_first_heard_at_idx on brand_authors (first_heard_at);

insert into brand_authors (agency_id, brand_id, author_hash, first_heard_at)
select agency_id, brand_id, hashtextextended(coalesce(author, '') || ' ' || site, 0), min(arrived_at)
from mentions group by 1, 2, 3;

alter table mentions
  -- the author's first of the brand; what was stored before this column says no
  add column is_newcomer boolean not null default false;

alter table volumes
  -- of the mentions, the first of their authors
  add column newcomer_count integer not null default 0;
