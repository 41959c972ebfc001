-- Words of crisis: what a brand deals in, which decides what counts there besides the general words; the words that an
-- agency adds; and what each mention holds of them.

alter table brands
  -- null: of no sector, the general words alone count
  add column sector text,
  add constraint brands_sector_check check (sector in (
    'telecom', 'food', 'bank', 'insurance', 'energy', 'transport', 'retail', 'cosmetics', 'health', 'technology', 'media',
    'public', 'other'
  ));

create table crisis_terms (
  agency_id uuid not null,
  id uuid not null,
  -- null: for all brands of the agency
  sector text,
  query text not null,
  weight smallint not null,
  created_at timestamptz not null,
  constraint crisis_terms_pkey primary key (agency_id, id),
  constraint crisis_terms_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint crisis_terms_weight_check check (weight between 1 and 3),
  constraint crisis_terms_sector_check check (sector in (
    'telecom', 'food', 'bank', 'insurance', 'energy', 'transport', 'retail', 'cosmetics', 'health', 'technology', 'media',
    'public', 'other'
  ))
);

alter table mentions
  -- the highest that was found; 0: none
  add column crisis_weight smallint not null default 0,
  -- as they were written, the gravest first
  add column crisis_terms text[] not null default '{}',
  add constraint mentions_crisis_weight_check check (crisis_weight between 0 and 3);
