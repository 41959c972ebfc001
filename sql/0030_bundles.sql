-- What comes at once for one reader is told in one message, and no reader is rung more often than he can read.

alter table deliveries
  -- when its message was let out for the first time; null: it waits, or was given up before
  add column let_out_at timestamptz,
  -- the delivery whose message tells of this one too; null: it has a message of its own
  add column bundled_into_id uuid,
  add constraint deliveries_bundle_check check (bundled_into_id is null or (bundled_into_id <> id and alert_id is not null)),
  add constraint deliveries_bundle_fkey foreign key (agency_id, bundled_into_id) references deliveries (agency_id, id)
    on delete set null (bundled_into_id);
-- what was tried before is tried on as it was
update deliveries set let_out_at = created_at where status = 'pending' and attempt_count > 0;
create index deliveries_bundled_into_id_idx on deliveries (bundled_into_id, agency_id) where bundled_into_id is not null;
create index deliveries_let_out_at_idx on deliveries (agency_id, channel_id, let_out_at) where let_out_at is not null;
create index deliveries_waiting_idx on deliveries (agency_id, channel_id) where status = 'pending' and let_out_at is null;
