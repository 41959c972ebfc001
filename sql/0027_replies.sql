-- Answers by SMS: the small number by which a reader names a buzz, and the messages that came in.

alter table deliveries
  -- of an alert by SMS; the same for a buzz whenever it is told to that telephone. Null: nothing to answer
  add column reply_number smallint,
  add constraint deliveries_reply_number_check check (
    reply_number is null or (channel_kind = 'sms' and reply_number between 1 and 999)
  );
create index deliveries_address_idx on deliveries (address) where reply_number is not null;

-- Every message of a telephone that was told of something, so that one that its provider sends twice does nothing twice.
create table sms_replies (
  provider text not null,
  -- the provider's; our own where it has none
  message_id text not null,
  address text not null,
  came_at timestamptz not null,
  -- whether it was answered by how to answer: no telephone that answers by itself is told so again and again
  is_explained boolean not null,
  constraint sms_replies_pkey primary key (provider, message_id)
);
create index sms_replies_address_idx on sms_replies (address, came_at) where is_explained;
create index sms_replies_came_at_idx on sms_replies (came_at);
