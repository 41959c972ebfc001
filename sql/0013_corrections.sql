-- Learning from readers: what they said of a mention's sentiment, kept with who and when, applied to mentions of the same
-- story, and learned from.

create table corrections (
  agency_id uuid not null,
  brand_id uuid not null,
  document_id uuid not null,
  story_id text not null,
  -- what the reader said
  label text not null,
  -- what stood there when it was said, and what the model alone had said: {"label","score","confidence","judgedBy"}
  judged jsonb not null,
  model_sentiment jsonb not null,
  -- what it was told from: the passages about the brand
  text text not null,
  -- ISO 639-1; null where it cannot be told
  language text,
  source_kind text not null,
  site text not null,
  -- a member's or an API key's name, as it was then
  corrected_by text not null,
  corrected_at timestamptz not null,
  constraint corrections_pkey primary key (agency_id, brand_id, document_id),
  constraint corrections_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade,
  constraint corrections_label_check check (label in ('negative', 'neutral', 'positive'))
);
create index corrections_story_id_idx on corrections (agency_id, brand_id, story_id);
create index corrections_corrected_at_idx on corrections (brand_id, corrected_at desc);

alter table mentions
  drop constraint mentions_sentiment_by_check,
  add constraint mentions_sentiment_by_check check (sentiment_by in ('lists', 'model', 'learned', 'reader', 'nobody')),
  -- what the model alone said, where a reader or what readers taught says otherwise
  add column model_sentiment jsonb,
  -- all three or none: who corrected it, when, and what stood there before
  add column corrected_by text,
  add column corrected_at timestamptz,
  add column corrected_from jsonb,
  add constraint mentions_corrected_check
    check (num_nulls(corrected_by, corrected_at, corrected_from) in (0, 3));
-- a correction holds for all of its story
create index mentions_story_id_idx on mentions (agency_id, brand_id, story_id);
-- what was handled as it stood confirms its sentiment
create index mentions_handled_idx on mentions (brand_id, published_at desc)
  where status = 'handled' and corrected_by is null;
