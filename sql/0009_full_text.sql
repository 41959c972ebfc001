-- Full text on request: a feed that gives only a teaser has its articles' pages read, in their own host's turn.

alter table subscriptions
  -- the articles behind this source's teasers are read too
  add column wants_full_text boolean not null default false;

alter table documents
  -- the text is the article's own and not what its source told: an edited teaser does not replace it
  add column has_full_text boolean not null default false;

create table article_visits (
  document_id uuid not null,
  arrived_at timestamptz not null,
  url text not null,
  host text not null generated always as (substring(url from '^[a-z]+://([^/?#]*)')) stored,
  due_at timestamptz not null,
  -- visits that brought nothing
  failure_count integer not null default 0,
  constraint article_visits_pkey primary key (document_id)
);
create index article_visits_host_due_at_idx on article_visits (host, due_at);
