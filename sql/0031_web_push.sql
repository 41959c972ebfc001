-- Alerts as notifications of a browser (Web Push). A browser's address at its push service, with the keys that its messages are
-- encrypted for, is a secret like the address of a chat.

alter table channels
  drop constraint channels_kind_check,
  add constraint channels_kind_check
    check (kind in ('email', 'sms', 'webhook', 'push', 'slack', 'teams', 'discord', 'mattermost', 'telegram'));

alter table deliveries
  drop constraint deliveries_channel_kind_check,
  add constraint deliveries_channel_kind_check
    check (channel_kind in ('email', 'sms', 'webhook', 'push', 'slack', 'teams', 'discord', 'mattermost', 'telegram'));
