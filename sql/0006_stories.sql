-- Near copies of one text are one story: the first document of a story leaves up to 12 numbers here (its bands), and a
-- copy shares some of them. Only documents that mention a brand are here, and only those that no story had before: a
-- dispatch on forty sites is twelve rows. Forgotten after two weeks.

create table story_bands (
  band_hash bigint not null,
  -- the first document of the story, and when it arrived
  document_id uuid not null,
  story_id text not null,
  arrived_at timestamptz not null,
  constraint story_bands_pkey primary key (band_hash, document_id)
);
create index story_bands_arrived_at_idx on story_bands (arrived_at);
