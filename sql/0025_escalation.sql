-- Who is told, when, and who next when nobody answers: contacts' quiet hours, rotas, escalation chains, silences; and how
-- far the telling of each buzz has come.

alter table contacts
  -- a client of the agency: told at level 4 alone, and of the end of what was told
  add column is_client boolean not null default false,
  -- minutes since midnight of the contact's own wall clock; both or none. from > until reaches over midnight
  add column quiet_from_minute smallint,
  add column quiet_until_minute smallint,
  -- IANA; null: the agency's
  add column time_zone text,
  add constraint contacts_quiet_check check (
    (quiet_from_minute is null) = (quiet_until_minute is null)
    and quiet_from_minute between 0 and 1439 and quiet_until_minute between 0 and 1439
    and quiet_from_minute <> quiet_until_minute
  );

-- Who is on call, week by week.
create table rotas (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  time_zone text not null,
  -- 1 is Monday; the hour of the wall clock at which one hands over to the next
  hand_over_weekday smallint not null,
  hand_over_hour smallint not null,
  -- the first contact's first week begins at the first hand-over on or after this day
  starts_on date not null,
  created_at timestamptz not null,
  constraint rotas_pkey primary key (agency_id, id),
  constraint rotas_name_key unique (agency_id, name),
  constraint rotas_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint rotas_hand_over_weekday_check check (hand_over_weekday between 1 and 7),
  constraint rotas_hand_over_hour_check check (hand_over_hour between 0 and 23)
);

create table rota_members (
  agency_id uuid not null,
  rota_id uuid not null,
  position smallint not null,
  contact_id uuid not null,
  constraint rota_members_pkey primary key (agency_id, rota_id, position),
  constraint rota_members_rota_fkey foreign key (agency_id, rota_id) references rotas on delete cascade,
  constraint rota_members_contact_fkey foreign key (agency_id, contact_id) references contacts on delete cascade
);
create index rota_members_contact_idx on rota_members (agency_id, contact_id);

-- Somebody stands in for a time.
create table rota_overrides (
  agency_id uuid not null,
  id uuid not null,
  rota_id uuid not null,
  contact_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  constraint rota_overrides_pkey primary key (agency_id, id),
  constraint rota_overrides_rota_fkey foreign key (agency_id, rota_id) references rotas on delete cascade,
  constraint rota_overrides_contact_fkey foreign key (agency_id, contact_id) references contacts on delete cascade,
  constraint rota_overrides_ends_at_check check (ends_at > starts_at)
);
create index rota_overrides_rota_idx on rota_overrides (agency_id, rota_id, ends_at);

-- A brand's own, or (no brand) that of all brands without one. An agency without any tells everybody at once.
create table escalation_chains (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid,
  created_at timestamptz not null,
  constraint escalation_chains_pkey primary key (agency_id, id),
  constraint escalation_chains_brand_key unique nulls not distinct (agency_id, brand_id),
  constraint escalation_chains_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint escalation_chains_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);

create table escalation_steps (
  agency_id uuid not null,
  chain_id uuid not null,
  position smallint not null,
  -- after the step before it; 0 for the first
  wait_minutes integer not null,
  -- lower levels stop before this step
  min_level smallint not null,
  constraint escalation_steps_pkey primary key (agency_id, chain_id, position),
  constraint escalation_steps_chain_fkey foreign key (agency_id, chain_id) references escalation_chains on delete cascade,
  constraint escalation_steps_wait_check check (wait_minutes between 0 and 1440),
  constraint escalation_steps_min_level_check check (min_level between 1 and 4)
);

create table escalation_targets (
  agency_id uuid not null,
  chain_id uuid not null,
  position smallint not null,
  id uuid not null,
  -- neither: everybody who hears of the brand
  contact_id uuid,
  rota_id uuid,
  constraint escalation_targets_pkey primary key (agency_id, chain_id, position, id),
  constraint escalation_targets_step_fkey foreign key (agency_id, chain_id, position)
    references escalation_steps on delete cascade,
  constraint escalation_targets_contact_fkey foreign key (agency_id, contact_id) references contacts on delete cascade,
  constraint escalation_targets_rota_fkey foreign key (agency_id, rota_id) references rotas on delete cascade,
  constraint escalation_targets_one_check check (contact_id is null or rota_id is null)
);
create index escalation_targets_contact_idx on escalation_targets (agency_id, contact_id);
create index escalation_targets_rota_idx on escalation_targets (agency_id, rota_id);

-- A time in which nobody is told: it always ends.
create table silences (
  agency_id uuid not null,
  id uuid not null,
  -- null: all brands
  brand_id uuid,
  reason text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  constraint silences_pkey primary key (agency_id, id),
  constraint silences_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint silences_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint silences_ends_at_check check (ends_at > starts_at)
);
create index silences_ends_at_idx on silences (agency_id, ends_at);

-- How far the telling of a bad buzz has come, and when it goes on.
create table escalations (
  agency_id uuid not null,
  buzz_id uuid not null,
  -- the last step of the chain that was told; null: nobody yet
  step smallint,
  -- what was told since that is neither the beginning nor a step
  reminder_count integer not null,
  -- why nobody was told the last time; null: somebody was
  withheld_reason text,
  -- infinity: nothing more to tell
  next_at timestamptz not null,
  leased_until timestamptz not null default '-infinity',
  constraint escalations_pkey primary key (agency_id, buzz_id),
  constraint escalations_buzz_fkey foreign key (agency_id, buzz_id) references buzzes on delete cascade
);
create index escalations_next_at_idx on escalations (next_at);

alter table buzzes
  -- the level of which somebody said "I have it"; null: nobody did
  add column acknowledged_level smallint,
  -- null: no reminder is put off
  add column snoozed_until timestamptz,
  -- null: it ended by itself
  add column resolved_by text,
  add constraint buzzes_acknowledged_level_check check (acknowledged_level between 1 and 4);
update buzzes set acknowledged_level = level where acknowledged_at is not null;

alter table buzz_events
  -- of the kind withheld: why nobody was told
  add column withheld_reason text,
  drop constraint buzz_events_kind_check,
  add constraint buzz_events_kind_check check (
    kind in (
      'opened', 'escalated', 'fell', 'reopened', 'told', 'withheld', 'acknowledged', 'snoozed', 'resolved', 'marked'
    )
  ),
  add constraint buzz_events_withheld_check check ((kind = 'withheld') = (withheld_reason is not null));

alter table alerts
  -- tells what is told again of the same level apart: the step of the chain, or the number of the reminder
  add column sequence integer not null default 0,
  drop constraint alerts_buzz_reason_level_key,
  add constraint alerts_buzz_reason_level_key unique (agency_id, buzz_id, round, reason, level, sequence),
  drop constraint alerts_reason_check,
  add constraint alerts_reason_check check (
    reason in ('first-notice', 'worse', 'reopened', 'unanswered', 'reminder', 'still-on', 'resolved')
  );
alter table alerts alter column sequence drop default;
