-- What an agency adds to the detector: rules of its own, and what its people say of buzzes: a false alarm, a true one,
-- one that was missed.

create table alert_rules (
  agency_id uuid not null,
  id uuid not null,
  -- null: for every brand of the agency
  brand_id uuid,
  name text not null,
  counts text not null,
  -- null: all of them
  query text,
  count_min integer not null,
  window_minutes integer not null,
  level smallint not null,
  created_at timestamptz not null,
  constraint alert_rules_pkey primary key (agency_id, id),
  constraint alert_rules_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint alert_rules_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint alert_rules_counts_check check (counts in ('mentions', 'negatives')),
  constraint alert_rules_level_check check (level between 1 and 4)
);

alter table buzzes
  -- null: nobody said; the last word counts
  add column mark text,
  add column marked_by text,
  add column marked_at timestamptz,
  add constraint buzzes_mark_check check (mark in ('false-alarm', 'confirmed'));

alter table buzz_events
  -- of a line of the kind 'marked': what was said; null: it was taken back
  add column mark text,
  drop constraint buzz_events_kind_check,
  add constraint buzz_events_kind_check check (
    kind in ('opened', 'escalated', 'told', 'acknowledged', 'marked', 'resolved')
  );

create table missed_buzzes (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  started_at timestamptz not null,
  -- null: nothing more to say
  note text,
  reported_by text not null,
  reported_at timestamptz not null,
  constraint missed_buzzes_pkey primary key (agency_id, id),
  constraint missed_buzzes_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
create index missed_buzzes_brand_started_at_idx on missed_buzzes (agency_id, brand_id, started_at);
create index buzzes_brand_opened_at_idx on buzzes (agency_id, brand_id, opened_at);
