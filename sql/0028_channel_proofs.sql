-- Channels prove that they live: a test is a third subject of a delivery, and each channel keeps what its last messages came to.

alter table deliveries
  -- null: about an alert or a digest
  add column test_kind text,
  drop constraint deliveries_subject_check,
  -- exactly one of the three is set
  add constraint deliveries_subject_check check (num_nonnulls(alert_id, digest_id, test_kind) = 1),
  add constraint deliveries_test_kind_check check (test_kind in ('asked', 'weekly'));
-- one test of a channel waits at a time, however often it is asked for
create unique index deliveries_pending_test_key on deliveries (agency_id, channel_id)
  where test_kind is not null and status = 'pending';

alter table channels
  -- null: no message was accepted yet
  add column last_proof_at timestamptz,
  -- null, all three: no try has failed
  add column last_failed_at timestamptz,
  add column last_failed_reason text,
  add column last_failed_message text,
  -- null, both: messages are sent to it
  add column unreachable_since timestamptz,
  add column unreachable_why text,
  -- the epoch: its agency's next slot is to be reckoned
  add column next_proof_at timestamptz not null default 'epoch',
  add constraint channels_failed_check check (num_nonnulls(last_failed_at, last_failed_reason, last_failed_message) in (0, 3)),
  add constraint channels_unreachable_check check ((unreachable_since is null) = (unreachable_why is null)),
  add constraint channels_unreachable_why_check check (unreachable_why in ('hard-bounce', 'complaint', 'refused', 'unsubscribed'));
create index channels_next_proof_at_idx on channels (next_proof_at);
-- a bounce names an address and no agency
create index channels_email_address_idx on channels (lower(address)) where kind = 'email';

-- what there is of the past: deliveries keep when they were accepted
update channels set last_proof_at = proofs.accepted_at
from (
  select agency_id, channel_id, max(accepted_at) as accepted_at from deliveries
  where accepted_at is not null group by agency_id, channel_id
) as proofs
where channels.agency_id = proofs.agency_id and channels.id = proofs.channel_id;

alter table agencies
  -- an SMS costs money: the weekly tests by SMS may be turned off
  add column proves_sms boolean not null default true;
