-- A summary that a language model proposed of a digest, for a person to read and take: never sent by itself.

alter table digests
  -- null: nobody asked for one
  add column summary_draft jsonb;
