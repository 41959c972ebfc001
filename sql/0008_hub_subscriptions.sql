-- Feeds that offer a hub (WebSub) are told of by it, where the service has an address that the hub can reach: one row for
-- each source that the hub was asked for, or is to be. Callback address and secret are derived from SECRET_KEY: nothing
-- here needs to be kept secret.

alter table sources
  -- its hub has promised to tell of news until then, so that polling is only a safety net; null: no hub has
  add column hub_lease_until timestamptz;

create table hub_subscriptions (
  source_id uuid not null,
  hub_url text not null,
  -- spreads the claims, and the manners: a hub of ten thousand sources is one site
  hub_host text not null generated always as (substring(hub_url from '^[a-z]+://([^/?#]*)')) stored,
  -- the name by which the hub knows the feed
  topic_url text not null,
  state text not null,
  -- when the hub was last asked; null: not yet, so that nothing it says is an answer
  asked_at timestamptz,
  -- null: the hub has not confirmed
  lease_until timestamptz,
  next_ask_at timestamptz not null,
  leased_until timestamptz not null default '-infinity',
  failure_count integer not null default 0,
  -- when it last told of news; null: never
  news_at timestamptz,
  constraint hub_subscriptions_pkey primary key (source_id),
  constraint hub_subscriptions_source_id_fkey foreign key (source_id) references sources on delete cascade,
  constraint hub_subscriptions_state_check check (state in ('asked', 'active', 'refused'))
) with (fillfactor = 70);
create index hub_subscriptions_next_ask_at_idx on hub_subscriptions (next_ask_at);
