-- How easily a brand's talk is told to be abnormal, where its people live, whose holidays are no ordinary days, and the
-- operations that are planned for it, during which it is spoken of more for a good reason.

alter table brands
  add column sensitivity text not null default 'balanced',
  -- ISO 3166-1 alpha-2; null: that of the agency's time zone
  add column country text,
  add constraint brands_sensitivity_check check (sensitivity in ('fewer', 'balanced', 'more')),
  add constraint brands_country_check check (country ~ '^[A-Z]{2}$');

create table campaigns (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  name text not null,
  starts_at timestamptz not null,
  -- no part of it any more
  ends_at timestamptz not null,
  -- a member's or an API key's name, as it was then
  created_by text not null,
  created_at timestamptz not null,
  constraint campaigns_pkey primary key (agency_id, id),
  constraint campaigns_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint campaigns_ends_at_check check (ends_at > starts_at)
);

-- pages of a brand's and of all of an agency's, the latest first
create index campaigns_brand_starts_at_idx on campaigns (agency_id, brand_id, starts_at, id);
create index campaigns_starts_at_idx on campaigns (agency_id, starts_at, id);
