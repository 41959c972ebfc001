-- Who uses Vigie: agencies, their people and keys, the brands they watch and the contacts who are told.
-- Every table of a tenant has agency_id first in its key, so that a forgotten predicate shows in the plan and the
-- tables can be distributed by it one day. Ids are made by the application (UUIDv7); time is always a parameter.

create table agencies (
  id uuid not null,
  name text not null,
  language text not null,
  time_zone text not null,
  digest_weekday smallint not null,
  digest_hour smallint not null,
  -- the instant of the next weekly slot on the agency's wall clock
  next_digest_at timestamptz not null,
  digest_leased_until timestamptz not null default '-infinity',
  created_at timestamptz not null,
  constraint agencies_pkey primary key (id),
  constraint agencies_name_key unique (name),
  constraint agencies_language_check check (language in ('fr', 'en')),
  constraint agencies_digest_weekday_check check (digest_weekday between 1 and 7),
  constraint agencies_digest_hour_check check (digest_hour between 0 and 23)
);
create index agencies_next_digest_at_idx on agencies (next_digest_at);

create table members (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  role text not null,
  password_hash text not null,
  created_at timestamptz not null,
  constraint members_pkey primary key (agency_id, id),
  constraint members_email_key unique (email),
  constraint members_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint members_role_check check (role in ('owner', 'manager', 'analyst', 'client'))
);

create table sessions (
  agency_id uuid not null,
  token_hash bytea not null,
  member_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_pkey primary key (token_hash),
  constraint sessions_member_fkey foreign key (agency_id, member_id) references members on delete cascade
);
create index sessions_expires_at_idx on sessions (expires_at);

create table api_keys (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  -- the key's first characters, to tell two keys apart
  hint text not null,
  created_at timestamptz not null,
  -- null: never used
  last_used_at timestamptz,
  constraint api_keys_pkey primary key (agency_id, id),
  constraint api_keys_key_hash_key unique (key_hash),
  constraint api_keys_agency_id_fkey foreign key (agency_id) references agencies on delete cascade
);

-- The link that the first start prints: whoever opens it creates the first agency, once.
create table setup_links (
  token_hash bytea not null,
  created_at timestamptz not null,
  -- null: still good
  used_at timestamptz,
  constraint setup_links_pkey primary key (token_hash)
);

create table brands (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null,
  query text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint brands_pkey primary key (agency_id, id),
  constraint brands_name_key unique (agency_id, name),
  constraint brands_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint brands_kind_check check (kind in ('client', 'competitor'))
);

-- One row: goes up whenever any query changes, so that an analyser knows that its compiled queries are old.
create table query_sets (
  id smallint not null,
  version integer not null,
  constraint query_sets_pkey primary key (id),
  constraint query_sets_id_check check (id = 1)
);
insert into query_sets (id, version) values (1, 0);

create table contacts (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  language text not null,
  is_digest_reader boolean not null,
  created_at timestamptz not null,
  constraint contacts_pkey primary key (agency_id, id),
  constraint contacts_agency_id_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint contacts_language_check check (language in ('fr', 'en'))
);

-- The brands a contact hears of; no row means every brand of the agency.
create table contact_brands (
  agency_id uuid not null,
  contact_id uuid not null,
  brand_id uuid not null,
  constraint contact_brands_pkey primary key (agency_id, contact_id, brand_id),
  constraint contact_brands_contact_fkey foreign key (agency_id, contact_id) references contacts on delete cascade,
  constraint contact_brands_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);
create index contact_brands_brand_idx on contact_brands (agency_id, brand_id);

create table channels (
  agency_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  address text not null,
  min_level smallint not null,
  -- the key that signs a webhook, encrypted; null for e-mail and SMS
  secret_encrypted bytea,
  created_at timestamptz not null,
  constraint channels_pkey primary key (agency_id, id),
  constraint channels_contact_address_key unique (agency_id, contact_id, kind, address),
  constraint channels_contact_fkey foreign key (agency_id, contact_id) references contacts on delete cascade,
  constraint channels_kind_check check (kind in ('email', 'sms', 'webhook')),
  constraint channels_min_level_check check (min_level between 1 and 4),
  constraint channels_secret_check check ((kind = 'webhook') = (secret_encrypted is not null))
);
