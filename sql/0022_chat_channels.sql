-- Alerts in chats: Slack, Teams, Discord, Mattermost and Telegram. Whoever knows a chat's incoming webhook can write there, so
-- the whole address is a secret, and what stands in `address` only tells people which one it is.

alter table channels
  drop constraint channels_kind_check,
  add constraint channels_kind_check
    check (kind in ('email', 'sms', 'webhook', 'slack', 'teams', 'discord', 'mattermost', 'telegram')),
  drop constraint channels_secret_check,
  -- the key that signs a webhook, the address of a chat's incoming webhook, or a bot's token
  add constraint channels_secret_check check ((kind in ('email', 'sms')) = (secret_encrypted is null)),
  -- a keyed hash of what is secret: two addresses that look the same are two; empty where `address` tells them apart
  add column secret_fingerprint text not null default '',
  drop constraint channels_contact_address_key,
  add constraint channels_contact_address_key unique (agency_id, contact_id, kind, address, secret_fingerprint);

alter table deliveries
  drop constraint deliveries_channel_kind_check,
  add constraint deliveries_channel_kind_check
    check (channel_kind in ('email', 'sms', 'webhook', 'slack', 'teams', 'discord', 'mattermost', 'telegram'));
