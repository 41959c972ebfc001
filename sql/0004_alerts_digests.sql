-- What people are told: alerts and digests, each frozen as it was decided, and every try to deliver them. All of it
-- is committed before anything is sent.

create table alerts (
  agency_id uuid not null,
  id uuid not null,
  buzz_id uuid not null,
  brand_id uuid not null,
  reason text not null,
  level smallint not null,
  content jsonb not null,
  decided_at timestamptz not null,
  constraint alerts_pkey primary key (agency_id, id),
  -- one alert per level and one for the end: deciding twice is harmless
  constraint alerts_buzz_reason_level_key unique (agency_id, buzz_id, reason, level),
  constraint alerts_buzz_fkey foreign key (agency_id, buzz_id) references buzzes on delete cascade,
  constraint alerts_reason_check check (reason in ('first-notice', 'worse', 'resolved')),
  constraint alerts_level_check check (level between 1 and 4)
);
create index alerts_decided_at_idx on alerts (agency_id, decided_at desc, id desc);

create table digests (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  -- the local Monday on which the week starts
  period_starts_on date not null,
  content jsonb not null,
  created_at timestamptz not null,
  constraint digests_pkey primary key (agency_id, id),
  -- exactly once a week
  constraint digests_brand_period_key unique (agency_id, brand_id, period_starts_on),
  constraint digests_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);

create table deliveries (
  agency_id uuid not null,
  id uuid not null,
  -- exactly one of the two is set
  alert_id uuid,
  digest_id uuid,
  contact_id uuid not null,
  contact_name text not null,
  language text not null,
  channel_id uuid not null,
  channel_kind text not null,
  address text not null,
  status text not null,
  attempt_count integer not null,
  next_attempt_at timestamptz not null,
  leased_until timestamptz not null default '-infinity',
  -- null: not accepted yet
  accepted_at timestamptz,
  provider_id text,
  -- null: no try has failed
  last_error_reason text,
  last_error_message text,
  created_at timestamptz not null,
  -- null: its acknowledge link was not used
  acknowledged_at timestamptz,
  constraint deliveries_pkey primary key (agency_id, id),
  -- acknowledge links name a delivery and no agency
  constraint deliveries_id_key unique (id),
  constraint deliveries_alert_channel_key unique (agency_id, alert_id, channel_id),
  constraint deliveries_digest_channel_key unique (agency_id, digest_id, channel_id),
  constraint deliveries_alert_fkey foreign key (agency_id, alert_id) references alerts on delete cascade,
  constraint deliveries_digest_fkey foreign key (agency_id, digest_id) references digests on delete cascade,
  constraint deliveries_subject_check check ((alert_id is null) <> (digest_id is null)),
  constraint deliveries_channel_kind_check check (channel_kind in ('email', 'sms', 'webhook')),
  constraint deliveries_status_check check (status in ('pending', 'accepted', 'dead'))
);
create index deliveries_next_attempt_at_idx on deliveries (next_attempt_at) where status = 'pending';
create index deliveries_created_at_idx on deliveries (agency_id, created_at desc, id desc);
