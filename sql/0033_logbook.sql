-- The logbook: what was done for a brand, day by day, by whom and how it was told; and the priorities of its days. Both stay
-- as long as the brand does: they are the agency's own notes, and small.

create table logbook_entries (
  agency_id uuid not null,
  id uuid not null,
  -- null: it was done for all brands of the agency
  brand_id uuid,
  -- the day of the agency's calendar that it belongs to; a note may be written later
  on_date date not null,
  kind text not null,
  via text not null,
  author_kind text not null,
  -- a member's or an API key's, by which their own notes are known; null: only the name is known
  author_id uuid,
  -- as it was then
  author_name text not null,
  -- what somebody wrote; null: Vigie noted it, and the facts say what
  text text,
  facts jsonb not null,
  -- how often: many marks of one person on one day are one line
  count integer not null,
  -- the first thousand of those that it is about
  mention_ids uuid[] not null,
  buzz_id uuid,
  -- what makes it the same when it comes again: an answer, the provider's name of an SMS, a Message-ID
  source_key text not null,
  made_at timestamptz not null,
  -- null: as it was written
  edited_at timestamptz,
  constraint logbook_entries_pkey primary key (agency_id, id),
  constraint logbook_entries_source_key_key unique (agency_id, source_key),
  constraint logbook_entries_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint logbook_entries_kind_check check (kind in (
    'note', 'debrief', 'acknowledged', 'snoozed', 'false-alarm', 'confirmed', 'mark-removed', 'resolved', 'handled', 'set-aside',
    'kept', 'corrected', 'query-changed', 'silence-set', 'silence-ended', 'campaign-set', 'campaign-changed',
    'campaign-removed', 'priority-done'
  )),
  constraint logbook_entries_via_check check (via in ('dashboard', 'api', 'email', 'sms', 'automatic')),
  constraint logbook_entries_author_kind_check check (author_kind in ('member', 'contact', 'vigie')),
  constraint logbook_entries_text_check check ((text is null) = (via = 'automatic')),
  constraint logbook_entries_count_check check (count >= 1)
);
-- a brand's days and an agency's, the latest first
create index logbook_entries_brand_on_date_idx on logbook_entries (agency_id, brand_id, on_date, id);
create index logbook_entries_on_date_idx on logbook_entries (agency_id, on_date, id);

create table priorities (
  agency_id uuid not null,
  id uuid not null,
  brand_id uuid not null,
  text text not null,
  -- the day that it was set for; it is carried over until it is done
  for_date date not null,
  author_name text not null,
  source_key text not null,
  made_at timestamptz not null,
  -- null together: open
  done_at timestamptz,
  done_on date,
  done_by text,
  constraint priorities_pkey primary key (agency_id, id),
  constraint priorities_source_key_key unique (agency_id, source_key),
  constraint priorities_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint priorities_done_check check ((done_at is null) = (done_on is null) and (done_at is null) = (done_by is null))
);
create index priorities_open_idx on priorities (agency_id, brand_id, for_date) where done_on is null;
create index priorities_done_on_idx on priorities (agency_id, done_on);
