-- A stronger sentiment model that the operator plugged in: the mentions that it judged say so, and so do those that the
-- default judged in its place. What it may be asked in a day is counted here, by all processes together.

alter table mentions
  drop constraint mentions_sentiment_by_check,
  -- plugin: the plugged-in model; stand-in: the default, because the plugged-in one did not answer
  add constraint mentions_sentiment_by_check
    check (sentiment_by in ('lists', 'model', 'plugin', 'stand-in', 'learned', 'reader', 'nobody'));

-- One row a day: kept, because it tells what was spent.
create table sentiment_budget_days (
  -- in UTC
  day date not null,
  -- texts that might be asked so far
  asked_count integer not null,
  -- of those, how many the last asking was granted
  granted_count integer not null,
  constraint sentiment_budget_days_pkey primary key (day),
  constraint sentiment_budget_days_asked_count_check check (asked_count >= 0)
);
