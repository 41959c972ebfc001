-- What SMS cost and whether they arrive: a budget of segments for each agency's day, and what providers tell afterwards.

alter table agencies
  -- segments in a day of its own time zone; null: as many as there are
  add column sms_daily_segment_max integer default 100,
  add constraint agencies_sms_daily_segment_max_check check (sms_daily_segment_max >= 0);
alter table agencies alter column sms_daily_segment_max drop default;

create table sms_spending (
  agency_id uuid not null,
  -- of the agency's own time zone, as it was then
  day date not null,
  segment_count integer not null,
  constraint sms_spending_pkey primary key (agency_id, day),
  constraint sms_spending_agency_fkey foreign key (agency_id) references agencies on delete cascade
);

alter table deliveries
  -- of an SMS, from the try that was first allowed on; null: no SMS, or none that was counted
  add column segment_count integer,
  -- null: the provider has told nothing
  add column receipt text,
  -- when it told; null with the receipt
  add column received_at timestamptz,
  add constraint deliveries_receipt_check check (receipt in ('delivered', 'undelivered'));
-- receipts name the provider's id and no agency
create index deliveries_sms_provider_id_idx on deliveries (provider_id)
  where channel_kind = 'sms' and provider_id is not null;
