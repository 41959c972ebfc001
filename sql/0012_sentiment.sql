-- Sentiment towards the brand: who judged it, and the passages that it was judged by, each with what it says. And what a
-- mention is about.

alter table mentions
  -- lists: the word lists of earlier versions; nobody: the language is not read
  add column sentiment_by text not null default 'lists',
  -- the most telling ones, as they stood in the document: {"text","label","score"}
  add column passages jsonb not null default '[]',
  -- of the general taxonomy
  add column themes text[] not null default '{}',
  add constraint mentions_sentiment_by_check check (sentiment_by in ('lists', 'model', 'nobody'));
alter table mentions
  alter column sentiment_by drop default,
  alter column passages drop default,
  alter column themes drop default;
