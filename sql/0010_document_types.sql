-- What a document is: an article, a post that opens a conversation, a comment in one, a review. A query may ask for some
-- of them, and the words alone do not say it: only the reader has seen the whole thread.

alter table documents
  -- null: the reader could not tell, so that it follows from how the document was found; also all that came before this
  add column type text,
  add constraint documents_type_check check (type in ('article', 'post', 'comment', 'review'));
