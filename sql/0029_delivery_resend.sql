-- A message that does not arrive: told by another way after a time, seen by people, and sent again by them.

alter table deliveries
  -- when the other channels of its contact are told too, unless it is accepted by then; null: never, or settled
  add column fall_back_at timestamptz,
  -- the delivery that this one stands in for; null: it was decided with its alert, digest or test
  add column instead_of_id uuid,
  -- from when its time is counted anew; null: nobody sent it again
  add column resent_at timestamptz;
create index deliveries_fall_back_at_idx on deliveries (fall_back_at) where fall_back_at is not null and status <> 'accepted';
create index deliveries_dead_idx on deliveries (agency_id, created_at desc, id desc) where status = 'dead';
